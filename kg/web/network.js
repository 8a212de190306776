// The network itself: drawing, choosing, the legend, zooming.

const hidden = new Set();
const isShown = (node) => !hidden.has(node.type);
// vis-network knows only what it draws: the labels are ours, and tooltips are made when they are asked for.
const nodes = new vis.DataSet(data.nodes.map(({ id, x, y, shape, size, type }) => {
  const colour = { background: styles.get(type).colour, border: styles.get(type).border };
  return { id, x, y, shape, size, type, color: { ...colour, highlight: colour, hover: colour } };
}));
const edges = new vis.DataSet(data.edges.map(({ id, from, to, arrows, smooth }) => ({ id, from, to, arrows, smooth })));
const shown = new vis.DataView(nodes, { filter: isShown });
const large = data.edges.length > 1500;
data.options.interaction.hideEdgesOnDrag = large;
data.options.interaction.hideEdgesOnZoom = large;
const network = data.nodes.length ? new vis.Network(at("canvas"), { nodes: shown, edges }, data.options) : null;
const labels = new Labels(network, isShown);
// A handle for those who look at the page from a console.
window.kgNetwork = { network, labels, select };

// ---- The picture, with room at the edges for labels and for the buttons

function frame(ids, animated) {
  const stage = { width: at("canvas").clientWidth, height: at("canvas").clientHeight };
  const places = ids.map((id) => labels.places.get(id));
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [side, above, below] = [Math.min(70, stage.width / 9), 24, 78];
  const scale = Math.min(1.4, (stage.width - 2 * side) / (right - left || 1), (stage.height - above - below) / (bottom - top || 1));
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale };
  return { position, scale, animation: animated && animation };
}

function whole(animated) {
  const ids = data.nodes.filter(isShown).map(({ id }) => id);
  if (ids.length) network.moveTo(frame(ids, animated));
}

// ---- Choosing

let bright = null, brightEdges = null;

// Dims all but the given nodes and edges; what stays as it was is not touched.
function spotlight(lit, litEdges) {
  const changed = (all, before, after) => all.filter(({ id }) => (!before || before.has(id)) !== (!after || after.has(id)));
  nodes.update(changed(data.nodes, bright, lit).map(({ id }) => ({ id, opacity: !lit || lit.has(id) ? 1 : 0.16 })));
  edges.update(changed(data.edges, brightEdges, litEdges).map(({ id }) => (
    { id, color: { ...data.options.edges.color, opacity: !litEdges || litEdges.has(id) ? 1 : 0.12 } })));
  [bright, brightEdges, labels.lit, labels.litEdges] = [lit, litEdges, lit, litEdges];
  network.redraw();
}

function chooseNode(id) {
  const own = edgesOf(id);
  network.selectNodes([id]);
  spotlight(new Set([id, ...own.flatMap((edge) => [edge.from, edge.to])]), new Set(own.map((edge) => edge.id)));
  showNode(byId.get(id));
}

function chooseEdge(id) {
  const edge = data.edges[id];
  spotlight(new Set([edge.from, edge.to]), new Set([id]));
  showEdge(edge);
}

function chooseNothing() {
  network.unselectAll();
  spotlight(null, null);
  showOverview();
}

// Chooses a node from anywhere on the page and brings it into the picture.
function select(id) {
  const { type } = byId.get(id);
  if (hidden.has(type)) toggle(type);
  chooseNode(id);
  const view = frame([...labels.lit].filter((each) => isShown(byId.get(each))), true);
  // Its neighbours may be too many or too far for one picture: then it stands in the middle itself.
  if (view.scale < 0.5) network.focus(id, { scale: 0.8, animation });
  else network.moveTo(view);
}

// ---- The legend

const rows = new Map();

function toggle(type) {
  if (!hidden.delete(type)) hidden.add(type);
  rows.get(type).setAttribute("aria-pressed", String(!hidden.has(type)));
  shown.refresh();
}

function legend() {
  const counts = new Map();
  for (const { type } of data.nodes) counts.set(type, (counts.get(type) || 0) + 1);
  for (const style of data.types) {
    const button = make("button", { type: "button", "aria-pressed": "true", "data-type": style.name }, sign(style),
      make("span", { class: "words" }, ...both(style.name)), make("span", { class: "count" }, String(counts.get(style.name))));
    button.addEventListener("click", () => toggle(style.name));
    rows.set(style.name, button);
    at("types").append(make("li", {}, button));
  }
  if (matchMedia("(max-width: 760px)").matches) at("legend").open = false;
}

// ---- What the reader does

function listen() {
  network.on("afterDrawing", (pen) => labels.draw(pen));
  network.on("dragging", (event) => labels.moved(event.nodes));
  network.on("click", (event) => {
    const named = event.nodes.length ? event.nodes[0] : labels.under(event.pointer.DOM);
    if (named !== null) chooseNode(named);
    else if (event.edges.length) chooseEdge(event.edges[0]);
    else chooseNothing();
  });
  network.on("hoverNode", ({ node }) => nodes.get(node).title || nodes.update({ id: node, title: nodeTip(byId.get(node)) }));
  network.on("hoverEdge", ({ edge }) => edges.get(edge).title || edges.update({ id: edge, title: edgeTip(data.edges[edge]) }));
  const zoom = (by) => network.moveTo({ scale: network.getScale() * by, animation });
  at("nearer").addEventListener("click", () => zoom(1.3));
  at("farther").addEventListener("click", () => zoom(1 / 1.3));
  at("whole").addEventListener("click", () => whole(true));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target !== at("search")) chooseNothing();
    if (event.key === "/" && event.target.tagName !== "INPUT") { event.preventDefault(); at("search").focus(); }
  });
}

function start() {
  if (!network) {
    at("details").hidden = true;
    at("finder").hidden = true;
    return;
  }
  legend();
  listen();
  showOverview();
  whole(false);
  at("notice").hidden = true;
  at("zoom").hidden = false;
}
start();
