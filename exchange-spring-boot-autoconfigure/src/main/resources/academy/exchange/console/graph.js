// Draws who asks whom, from left to right. Names are other people's text: they become text nodes and nothing else.

const SVG = 'http://www.w3.org/2000/svg';
const MOST_EDGES = 60;
const BOX = {width: 190, height: 38};
const GAP = {x: 130, y: 26};
const MARGIN = 12;
const LONGEST_LABEL = 22;
const SHORT = new Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 3});

/** Draws into this element; returns how many edges were left out. */
export function draw(into, questions, isActive) {
  const edges = [...questions].sort((a, b) => b.count - a.count).slice(0, MOST_EDGES)
    .map(each => ({from: each.fromKind + ' ' + each.from, to: 'agents ' + each.to, count: each.count, active: isActive(each)}));
  const nodes = nodesOf(questions, edges);
  const size = place(nodes, edges);
  const svg = element('svg', {width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}`,
    role: 'img', 'aria-label': `${nodes.size} kinds of askers and agents; the table below says the same`});
  svg.append(arrow());
  edges.forEach(edge => svg.append(line(edge, nodes.get(edge.from), nodes.get(edge.to))));
  nodes.forEach(node => svg.append(box(node)));
  into.replaceChildren(svg);
  return questions.length - edges.length;
}

function nodesOf(questions, edges) {
  const nodes = new Map();
  const add = (key, kind, label) => nodes.has(key) || nodes.set(key, {key, kind, label});
  questions.forEach(each => {
    const [from, to] = [each.fromKind + ' ' + each.from, 'agents ' + each.to];
    if (edges.some(edge => edge.from === from && edge.to === to)) {
      add(from, each.fromKind, each.from);
      add(to, 'agents', each.to);
    }
  });
  return nodes;
}

/** Gives each node its column and its row in it. */
function place(nodes, edges) {
  const forward = withoutCycles(nodes, edges);
  nodes.forEach(node => { node.column = 0; });
  for (let i = 0; i < nodes.size; i++) {
    forward.forEach(({from, to}) => {
      nodes.get(to).column = Math.max(nodes.get(to).column, nodes.get(from).column + 1);
    });
  }
  const columns = [];
  nodes.forEach(node => (columns[node.column] ??= []).push(node));
  columns.forEach(column => arrange(column, nodes, forward));
  const rows = Math.max(...columns.map(column => column.length));
  const height = rows * (BOX.height + GAP.y);
  columns.forEach((column, x) => column.forEach((node, y) => {
    node.x = MARGIN + x * (BOX.width + GAP.x);
    node.y = MARGIN + (y + .5) * height / column.length - BOX.height / 2;
  }));
  const backward = edges.some(edge => nodes.get(edge.to).column <= nodes.get(edge.from).column);
  return {width: columns.length * (BOX.width + GAP.x) - GAP.x + 2 * MARGIN + (backward ? 40 : 0),
    height: height + 2 * MARGIN + (backward ? 60 : 0)};
}

/** The edges but for those that close a cycle, as seen from those whom nobody asks. */
function withoutCycles(nodes, edges) {
  const asked = new Set(edges.map(edge => edge.to));
  const seen = new Map();
  const forward = [];
  const visit = key => {
    seen.set(key, 'open');
    edges.filter(edge => edge.from === key).forEach(edge => {
      if (seen.get(edge.to) !== 'open') {
        forward.push(edge);
        if (!seen.has(edge.to)) visit(edge.to);
      }
    });
    seen.set(key, 'done');
  };
  const first = [...nodes.keys()].sort((a, b) => asked.has(a) - asked.has(b));
  first.forEach(key => seen.has(key) || visit(key));
  return forward;
}

/** Puts each node near the middle of those that ask it, whose column is arranged already. */
function arrange(column, nodes, forward) {
  column.forEach(node => {
    const askers = forward.filter(edge => edge.to === node.key).map(edge => nodes.get(edge.from).row);
    node.middle = askers.length ? askers.reduce((sum, row) => sum + row, 0) / askers.length : 0;
  });
  column.sort((a, b) => a.middle - b.middle || (a.label < b.label ? -1 : 1));
  column.forEach((node, row) => { node.row = (row + .5) / column.length; });
}

function line(edge, from, to) {
  const group = element('g', edge.active ? {class: 'active'} : {});
  const [start, end] = [{x: from.x + BOX.width, y: from.y + BOX.height / 2}, {x: to.x - 3, y: to.y + BOX.height / 2}];
  let [path, label] = ['', {}];
  if (to.column > from.column) {
    const bend = (end.x - start.x) / 2;
    path = `M${start.x} ${start.y} C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`;
    // A point of the curve near its start: more edges meet at an end than begin at one place.
    label = {x: start.x + (end.x - start.x) * .342, y: start.y + (end.y - start.y) * .216};
  } else {
    const [right, left] = [from.x + BOX.width * .75, to.x + BOX.width * .25];
    const [low, depth] = [from.y + BOX.height, Math.max(from.y, to.y) + BOX.height + 55];
    path = `M${right} ${low} C${right + 30} ${depth} ${left - 30} ${depth} ${left} ${to.y + BOX.height + 3}`;
    label = {x: (right + left) / 2, y: (low + to.y + BOX.height) / 8 + depth * .75};
  }
  group.append(element('path', {class: 'edge', d: path, 'stroke-width': (1 + Math.log10(edge.count + 1) / 2).toFixed(2),
    'marker-end': 'url(#arrow)'}));
  group.append(text(edge.count < 10000 ? String(edge.count) : SHORT.format(edge.count), {class: 'count', x: label.x, y: label.y + 4, 'text-anchor': 'middle'}));
  return group;
}

function box(node) {
  const group = element('g', {class: node.kind === 'clients' ? 'clients' : 'agents'});
  const title = element('title', {});
  title.textContent = node.label;
  group.append(title, element('rect', {class: 'box', x: node.x, y: node.y, width: BOX.width, height: BOX.height, rx: 6}),
    text(shortened(node.label),
      {x: node.x + BOX.width / 2, y: node.y + BOX.height / 2 + 5, 'text-anchor': 'middle'}));
  return group;
}

/** The last part of a class name, which tells most. */
export function shortened(label) {
  const name = label.match(/^[\w$.]+$/) ? label.slice(1 + Math.max(label.lastIndexOf('.'), label.lastIndexOf('$'))) : label;
  const letters = [...name];
  return letters.length > LONGEST_LABEL ? letters.slice(0, LONGEST_LABEL - 1).join('') + '\u2026' : name;
}

function arrow() {
  const defs = element('defs', {});
  const marker = element('marker', {id: 'arrow', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 9, markerHeight: 9,
    markerUnits: 'userSpaceOnUse', orient: 'auto'});
  marker.append(element('path', {d: 'M0 0 L10 5 L0 10 z'}));
  defs.append(marker);
  return defs;
}

function text(content, attributes) {
  const node = element('text', attributes);
  node.textContent = content;
  return node;
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}
