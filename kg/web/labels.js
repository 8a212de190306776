// Labels of our own, since those of vis-network shrink with the picture and lie over one another. These keep their size
// at any zoom; the most important are placed first, each where it covers no other, or it waits for a closer look.
const INK = "#1f2933", SOFT = "#5b6773", GROUND = "#fbfcfd", LIT = "#0b5394";
const IMPORTANT = Math.min(25, Math.ceil(data.nodes.length / 6));
const FACE = getComputedStyle(document.documentElement).fontFamily;
const GAP = 2;

// Boxes in a grid of cells, so that an overlap is found without asking all.
class Boxes {
  constructor() { this.cells = new Map(); }

  * keys({ left, right, top, bottom }) {
    for (let x = Math.floor(left / 96); x <= Math.floor(right / 96); x += 1) {
      for (let y = Math.floor(top / 48); y <= Math.floor(bottom / 48); y += 1) yield x * 100003 + y;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (this.cells.has(key)) this.cells.get(key).push(box);
      else this.cells.set(key, [box]);
    }
  }

  hit(box, except) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) || []) {
        if (other.id !== except && other.left < box.right && box.left < other.right
          && other.top < box.bottom && box.top < other.bottom) return true;
      }
    }
    return false;
  }
}

class Labels {
  constructor(network, isShown) {
    this.network = network;
    this.isShown = isShown;
    this.lit = null;
    this.litEdges = null;
    this.placed = [];
    this.places = new Map(data.nodes.map(({ id, x, y }) => [id, { x, y }]));
    this.nodes = data.nodes.map((node) => ({ ...node, lines: node.label.split("\n"), width: 0 }))
      .sort((a, b) => b.degree - a.degree || a.id - b.id);
    this.nodes.forEach((node, rank) => { node.important = rank < IMPORTANT && node.degree > 0; });
    this.words = new Map();
  }

  moved(ids) {
    for (const [id, place] of Object.entries(this.network.getPositions(ids))) this.places.set(Number(id), place);
  }

  // Letters grow a little with the picture, and never shrink.
  letter(node) { return node.letter * Math.min(Math.max(this.network.getScale(), 1), 1.3); }

  font(node) { return `${node.important ? 600 : 400} ${this.letter(node)}px ${FACE}`; }

  // Measured once, at the size of 100 pixels.
  width(pen, node) {
    if (!node.width) {
      pen.font = `${node.important ? 600 : 400} 100px ${FACE}`;
      node.width = Math.max(...node.lines.map((line) => pen.measureText(line).width)) / 100;
    }
    return node.width * this.letter(node);
  }

  // Where a label may stand: under its node, else beside it, above, or aslant.
  * candidates(pen, node, { x, y }, radius) {
    const [width, height] = [this.width(pen, node) + 4, node.lines.length * this.letter(node) * 1.15];
    const box = (left, top) => ({ id: node.id, node, left, top, right: left + width, bottom: top + height });
    const [west, centre, east] = [x - radius - 3 - width, x - width / 2, x + radius + 3];
    const [north, middle, south] = [y - radius - GAP - height, y - height / 2, y + radius + GAP];
    yield box(centre, south);
    yield box(east, middle);
    yield box(west, middle);
    yield box(centre, north);
    const [inward, outward] = [x - radius / 2, x + radius / 2 - width];
    for (const left of [inward, outward]) for (const top of [south, north]) yield box(left, top);
    yield box(east, y);
    yield box(east, y - height);
    yield box(west, y);
    yield box(west, y - height);
  }

  // The buttons over a corner of the stage, which no label may lie under.
  buttons() {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = at("zoom");
    return { id: "zoom", left: offsetLeft, right: offsetLeft + offsetWidth, top: offsetTop, bottom: offsetTop + offsetHeight };
  }

  // Returns the labels that have room, in pixels of the stage.
  place(pen, { width, height }) {
    const scale = this.network.getScale();
    const [labels, signs, visible] = [new Boxes(), new Boxes(), []];
    labels.add(this.buttons());
    const inside = (box) => box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
    for (const node of this.nodes) {
      if (!this.isShown(node) || (this.lit && !this.lit.has(node.id))) continue;
      const point = this.network.canvasToDOM(this.places.get(node.id));
      if (point.x < -99 || point.y < -99 || point.x > width + 99 || point.y > height + 99) continue;
      const radius = node.size * scale;
      visible.push({ node, point, radius });
      signs.add({ id: node.id, left: point.x - radius, right: point.x + radius, top: point.y - radius, bottom: point.y + radius });
    }
    const placed = [];
    const put = (box) => { labels.add(box); placed.push(box); return true; };
    for (const { node, point, radius } of visible) {
      const boxes = [...this.candidates(pen, node, point, radius)].filter((box) => inside(box) && !labels.hit(box));
      const free = boxes.find((box) => !signs.hit(box, node.id));
      // A large node is named even where small ones lie around it.
      if (free) put(free);
      else if (boxes.length && node.important) put(boxes[0]);
    }
    this.relations(pen, scale, (box) => inside(box) && !labels.hit(box) && !signs.hit(box) && put(box));
    return placed;
  }

  // What relates two nodes is written on their edge where it is long enough: of a chosen node's edges, or of all in a small network.
  relations(pen, scale, put) {
    if (!this.litEdges && data.edges.length > 400) return;
    pen.font = `10px ${FACE}`;
    for (const edge of data.edges) {
      if (this.litEdges && !this.litEdges.has(edge.id)) continue;
      if (!this.isShown(byId.get(edge.from)) || !this.isShown(byId.get(edge.to)) || edge.smooth) continue;
      const text = term(edge.predicate)[0];
      if (!this.words.has(text)) this.words.set(text, pen.measureText(text).width);
      const [a, b] = [edge.from, edge.to].map((id) => this.network.canvasToDOM(this.places.get(id)));
      const [half, length] = [this.words.get(text) / 2, Math.hypot(a.x - b.x, a.y - b.y)];
      if (length < 2 * half + 34 + (byId.get(edge.from).size + byId.get(edge.to).size) * scale) continue;
      const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
      put({ id: `edge-${edge.id}`, text, left: x - half, right: x + half, top: y - 6, bottom: y + 6 });
    }
  }

  draw(pen) {
    const ratio = pen.canvas.width / pen.canvas.clientWidth;
    pen.save();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.placed = this.place(pen, { width: pen.canvas.clientWidth, height: pen.canvas.clientHeight });
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", strokeStyle: GROUND, lineWidth: 3 });
    for (const box of this.placed) {
      pen.font = box.node ? this.font(box.node) : `10px ${FACE}`;
      pen.fillStyle = box.node ? INK : this.litEdges ? LIT : SOFT;
      const lines = box.node ? box.node.lines : [box.text];
      const step = (box.bottom - box.top) / lines.length;
      lines.forEach((line, index) => {
        const spot = [(box.left + box.right) / 2, box.top + step * (index + 0.5)];
        pen.strokeText(line, ...spot);
        pen.fillText(line, ...spot);
      });
    }
    pen.restore();
  }

  // Returns the node whose label lies under a point of the stage: a label is easier to hit than a sign.
  under({ x, y }) {
    const box = this.placed.find((each) => each.node && each.left <= x && x <= each.right && each.top <= y && y <= each.bottom);
    return box ? box.id : null;
  }
}
