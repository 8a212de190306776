// The page's own code, one function with the files that follow. Names, quotes and titles come from texts that anybody
// wrote: they reach the page as text nodes (or as letters on a canvas) and in no other way.
const at = (id) => document.getElementById(id);
const data = JSON.parse(at("kg-data").textContent);
const byId = new Map(data.nodes.map((node) => [node.id, node]));
const styles = new Map(data.types.map((style) => [style.name, style]));
const terms = new Map(Object.entries(data.labels));
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const animation = calm ? false : { duration: 350, easingFunction: "easeInOutQuad" };

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const english = (text) => make("small", { lang: "en" }, text);
const term = (name) => terms.get(name) || [name, name];
const both = (name) => [term(name)[0], " ", ...(term(name)[1] === term(name)[0] ? [] : [english(term(name)[1])])];

const POLYGONS = new Map([
  ["square", "2,2 16,2 16,16 2,16"],
  ["diamond", "9,0 18,9 9,18 0,9"],
  ["hexagon", "5,2 13,2 17.5,9 13,16 5,16 0.5,9"],
  ["triangle", "9,1 17.5,16 0.5,16"],
  ["triangleDown", "0.5,2 17.5,2 9,17"],
  ["star", "9,0 11.4,6.3 18,6.6 12.8,10.8 14.6,17.4 9,13.6 3.4,17.4 5.2,10.8 0,6.6 6.6,6.3"],
]);

// The sign of a type as it is drawn in the network: colour and shape.
function sign(style) {
  const svg = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const points = POLYGONS.get(style.shape);
  const paint = { fill: style.colour, stroke: style.border, "stroke-width": "1" };
  const picture = svg("svg", { viewBox: "-1 -1 20 20", class: "sign", "aria-hidden": "true" });
  picture.append(points ? svg("polygon", { points, ...paint }) : svg("circle", { cx: "9", cy: "9", r: "8", ...paint }));
  return picture;
}
