// The panel at the side and the tooltips: what is known, and the sentence that says it.

function link(id) {
  const button = make("button", { type: "button", class: "go" }, byId.get(id).name);
  button.addEventListener("click", () => { select(id); at("details").querySelector("h2").focus(); });
  return button;
}

// The sentence with the words that state the relation marked in it; the words alone where the sentence is not known.
function quoted({ exact = "", sentence = "" }) {
  const start = exact ? sentence.indexOf(exact) : -1;
  if (start < 0) return [`“${exact || sentence}”`];
  return ["“", sentence.slice(0, start), make("mark", {}, exact), sentence.slice(start + exact.length), "”"];
}

function cited({ document: title = "", source = "", start, end }) {
  const place = start === undefined || end === undefined ? "" : ` · 第 ${start}–${end} 字`;
  const cite = make("cite", {}, `${title || source}${place}`);
  if (source) cite.setAttribute("title", source);
  return cite;
}

const quotes = (edge) => edge.evidence.map((evidence) => make("blockquote", {}, ...quoted(evidence), cited(evidence)));

function statement(edge) {
  const predicate = make("span", { class: "predicate", title: term(edge.predicate)[1] }, term(edge.predicate)[0]);
  return make("li", {}, link(edge.from), predicate, link(edge.to), ...quotes(edge));
}

function kind(node) {
  const words = node.klass === node.type ? both(node.type) : [...both(node.klass), " · ", ...both(node.type)];
  return make("p", {}, sign(styles.get(node.type)), " ", ...words);
}

const edgesOf = (id) => data.edges.filter((edge) => edge.from === id || edge.to === id);
const heading = (...children) => make("h2", { tabindex: "-1" }, ...children);

function showNode(node) {
  const statements = edgesOf(node.id);
  const parts = [heading(node.name), kind(node)];
  if (node.names.length) parts.push(make("p", {}, "又名 ", english("Also"), "：", node.names.join("、")));
  parts.push(make("h3", {}, `${statements.length} 条关系 `, english("Relations and their evidence")));
  parts.push(make("ul", {}, ...statements.map(statement)));
  parts.push(make("p", { class: "soft" }, node.iri));
  at("details").replaceChildren(...parts);
}

function showEdge(edge) {
  const parts = [heading(...both(edge.predicate)), make("ul", {}, statement(edge))];
  if (edge.confidence !== null) {
    parts.push(make("p", { class: "soft" }, `置信度 ${Math.round(edge.confidence * 100)}% `, english("Confidence")));
  }
  at("details").replaceChildren(...parts);
}

function showOverview() {
  const top = data.nodes.filter((node) => node.degree > 0)
    .sort((a, b) => b.degree - a.degree || a.id - b.id).slice(0, 12);
  const row = (node) => make("li", {}, sign(styles.get(node.type)), " ", link(node.id),
    make("span", { class: "soft" }, ` ${node.degree} 条关系`));
  const hint = make("p", { class: "soft" }, "点选实体或连线，查看每条关系的原文依据。 ",
    english("Pick an entity or a line to read the sentences behind it."));
  const title = make("h3", {}, "关系最多的实体 ", english("Most connected"));
  at("details").replaceChildren(hint, ...(top.length ? [title, make("ul", {}, ...top.map(row))] : []));
}

function edgeLine(edge) {
  return make("b", {}, `${byId.get(edge.from).name} — ${term(edge.predicate)[0]} — ${byId.get(edge.to).name}`);
}

// Made when the pointer comes, not before: a large network has thousands.
function nodeTip(node) {
  const lines = [make("b", {}, node.name), make("span", {}, term(node.klass)[0])];
  if (node.names.length) lines.push(make("span", {}, `又名：${node.names.join("、")}`));
  lines.push(make("span", { class: "soft" }, `${node.degree} 条关系`));
  const told = edgesOf(node.id).find((edge) => edge.evidence.length);
  return make("div", {}, ...lines, ...(told ? quotes({ evidence: told.evidence.slice(0, 1) }) : []));
}

function edgeTip(edge) {
  return make("div", {}, edgeLine(edge), ...quotes({ evidence: edge.evidence.slice(0, 3) }));
}
