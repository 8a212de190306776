// Search over all names, with completion: results are chosen with arrows and Enter, or clicked.

const plain = (text) => text.normalize("NFKC").toLowerCase();
const indexed = data.nodes.map((node) => ({ node, names: [node.name, ...node.names].map(plain) }));
let found = [], active = -1;

// The same name first, then names that begin so, then names that hold it; among these the most connected.
function matches(query) {
  const rank = (names) => Math.min(...names.map((name) => (name === query ? 0 : name.startsWith(query) ? 1 : name.includes(query) ? 2 : 9)));
  return indexed.map(({ node, names }) => ({ node, rank: rank(names) })).filter((hit) => hit.rank < 9)
    .sort((a, b) => a.rank - b.rank || b.node.degree - a.node.degree || a.node.id - b.node.id)
    .slice(0, 12).map((hit) => hit.node);
}

function result(node, index, query) {
  const alias = plain(node.name).includes(query) ? "" : node.names.find((name) => plain(name).includes(query));
  const item = make("li", { role: "option", id: `result-${index}`, "aria-selected": String(index === active) },
    sign(styles.get(node.type)), " ", node.name, make("span", { class: "soft" }, alias ? `（${alias}）` : ""));
  // The search field would lose the focus, and the list vanish, before a click.
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => choose(index));
  return item;
}

function list() {
  const query = plain(at("search").value.trim());
  const none = make("li", { class: "none" }, "没有匹配的实体 ", english("No match"));
  at("results").replaceChildren(...(found.length ? found.map((node, index) => result(node, index, query)) : [none]));
  at("results").hidden = !query;
  at("search").setAttribute("aria-expanded", String(Boolean(query)));
  if (active < 0) at("search").removeAttribute("aria-activedescendant");
  else at("search").setAttribute("aria-activedescendant", `result-${active}`);
}

function close() {
  at("results").hidden = true;
  at("search").setAttribute("aria-expanded", "false");
}

function choose(index) {
  if (!found[index]) return;
  close();
  select(found[index].id);
}

function look() {
  const query = plain(at("search").value.trim());
  found = query ? matches(query) : [];
  active = -1;
  list();
}

function step(by) {
  if (!found.length) return;
  active = active < 0 ? (by > 0 ? 0 : found.length - 1) : (active + by + found.length) % found.length;
  list();
  at(`result-${active}`).scrollIntoView({ block: "nearest" });
}

at("search").addEventListener("input", look);
at("search").addEventListener("focus", look);
at("search").addEventListener("blur", close);
at("search").addEventListener("keydown", (event) => {
  // Enter that ends the writing of Chinese characters in an input method is not meant for us.
  if (event.isComposing) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) { event.preventDefault(); step(moves[event.key]); }
  if (event.key === "Escape") close();
});
at("finder").addEventListener("submit", (event) => {
  event.preventDefault();
  choose(Math.max(active, 0));
});
