// Asks for the agents every other second and shows them. What comes is other people's text: it becomes text nodes, never HTML.

import {draw, shortened} from './graph.js';

const EVERY_MS = 2000;
const STALE_AFTER_S = 10;
const PATIENCE_MS = 15000;
const OLD_HEARTBEAT_S = 90;

const $ = id => document.getElementById(id);
const rows = new Map();
const drawn = new Map();
let paused = false;
let problem = '';
let agents = [];
let takenAt = null;
let chosen = null;
let chosenCount = null;
let polling = false;
let timer = null;

function node(name, content, className) {
  const made = document.createElement(name);
  if (content !== undefined) made.textContent = content;
  if (className) made.className = className;
  return made;
}

function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

// How old and how good what is shown is.

function state() {
  if (paused) return ['paused', 'Paused'];
  if (takenAt === null) return problem ? ['stale', 'No data'] : ['loading', 'Loading'];
  return problem || age() > STALE_AFTER_S ? ['stale', 'Stale'] : ['live', 'Live'];
}

function age() {
  return Math.max(0, (performance.now() - takenAt) / 1000);
}

/** The state is announced when it changes; the seconds, which change all the time, are not. */
function showState() {
  const [name, words] = state();
  document.body.dataset.state = name;
  setText($('state'), words);
  setText($('age'), takenAt === null ? '' : `as of ${Math.round(age())} s ago`);
  $('problem').hidden = !problem;
  setText($('problem'), problem);
}

// Getting the data.

async function getJson(url) {
  const response = await fetch(url, {cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS)});
  if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
    throw new Error('The application wants to know who you are; load this page again');
  }
  const json = (response.headers.get('Content-Type') || '').startsWith('application/json');
  if (!json) throw new Error(`The application answered with status ${response.status}`);
  return response.json();
}

async function poll() {
  clearTimeout(timer);
  if (polling || paused || document.hidden) return;
  polling = true;
  try {
    const answer = await getJson('agents.json');
    problem = answer.problem || '';
    if (answer.agents && !paused) {
      takenAt = performance.now() - answer.ageSeconds * 1000;
      show(answer);
    }
  } catch (failure) {
    problem = failure.name === 'TimeoutError' || failure.name === 'TypeError'
      ? 'The application cannot be reached' : failure.message;
  } finally {
    polling = false;
    showState();
    clearTimeout(timer);
    timer = setTimeout(poll, EVERY_MS);
  }
}

function show(answer) {
  agents = answer.agents.map(described);
  showAgents();
  const here = agents.filter(agent => agent.here).length;
  const left = answer.total > agents.length ? `; shown are ${agents.length} of ${answer.total}` : '';
  setText($('summary'), `${counted(answer.total, 'agent')}, ${here} of them here${left}.`);
  showQuestions(answer.questions, answer.furtherQuestions);
  const troubled = agents.find(agent => agent.deadLetters > 0 && agent.id);
  if (chosen === null && troubled) chosen = troubled.id;
  showLetters();
}

function counted(number, word) {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

// The agents.

function described(agent) {
  const sum = name => agent.containers.reduce((all, container) => all + container[name], 0);
  const served = agent.containers.length > 0;
  return {...agent,
    key: agent.id || 'container ' + agent.containers.map(each => each.id).join(' '),
    title: agent.name || agent.containers.map(each => each.id).join(', ') || shortened(agent.label || 'unknown'),
    servedBy: agent.containers.map(each => each.id + ': ' + words(each.state) + delivery(each)).join(', '),
    errors: agent.containers.map(each => each.lastError).filter(Boolean).join('; '),
    inFlight: served ? sum('inFlight') : null,
    rate: served ? sum('receivedPerSecond') : null,
    failed: served ? sum('failed') : null};
}

function words(constant) {
  return String(constant).toLowerCase().replaceAll('_', ' ');
}

function delivery(container) {
  return container.delivery === 'AT_LEAST_ONCE' ? ', at least once' : '';
}

function showAgents() {
  const wanted = $('filter').value.trim().toLowerCase();
  const body = $('agent-rows');
  const shown = agents.filter(agent => textOf(agent).includes(wanted));
  const keys = new Set(shown.map(agent => agent.key));
  rows.forEach((row, key) => {
    if (!keys.has(key)) {
      row.remove();
      rows.delete(key);
    }
  });
  shown.forEach((agent, index) => {
    const row = rows.get(agent.key) || newRow(agent);
    rows.set(agent.key, row);
    // A row that is where it belongs stays untouched, and with it the focus.
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] || null);
    fill(row, agent);
  });
}

function textOf(agent) {
  return [agent.title, agent.id || '', agent.servedBy, words(agent.status), ...agent.types].join('\n').toLowerCase();
}

function newRow(agent) {
  const row = node('tr');
  const head = node('th', undefined, 'foreign');
  head.scope = 'row';
  head.append(node('span'), node('small'));
  const type = node('td', undefined, 'foreign');
  type.append(node('span'), node('small'));
  const served = node('td', undefined, 'foreign');
  served.append(node('span'), node('small', '', 'bad'));
  row.append(head, type, served, node('td'));
  for (let i = 0; i < 6; i++) row.append(node('td', '', 'number'));
  const letters = node('td', '', 'number');
  letters.append(node('span'), letterButton(agent));
  row.append(letters);
  return row;
}

function letterButton(agent) {
  const button = node('button');
  button.type = 'button';
  button.setAttribute('aria-controls', 'letters');
  button.append(node('span'), node('span', ` dead letters of ${agent.title}, show them`, 'hidden'));
  button.addEventListener('click', () => {
    chosen = agent.id;
    chosenCount = null;
    showAgents();
    showLetters();
    $('letters').focus();
  });
  return button;
}

function fill(row, agent) {
  const [head, type, served, status, heartbeat, ...numbers] = row.children;
  setText(head.children[0], agent.title);
  setText(head.children[1], agent.id || 'has no mailbox yet');
  setText(type.children[0], shortened(agent.label || 'unknown'));
  setText(type.children[1], agent.label || '');
  type.title = agent.types.join('\n');
  setText(served.children[0], agent.here ? agent.servedBy : 'elsewhere');
  setText(served.children[1], agent.errors);
  served.children[0].className = agent.here ? '' : 'quiet';
  setText(status, agent.status ? words(agent.status) : 'not started');
  status.className = agent.status === 'ACTIVE' ? 'good' : agent.status ? 'bad' : 'quiet';
  showHeartbeat(heartbeat, agent.heartbeatAgeSeconds);
  const values = [agent.queued, agent.inFlight ?? agent.inProgress, agent.completed,
    agent.rate === null ? null : agent.rate.toFixed(1), agent.failed];
  values.forEach((value, i) => setText(numbers[i], value === undefined || value === null ? '\u2013' : String(value)));
  numbers[4].className = agent.failed > 0 ? 'number bad' : 'number';
  showLetterCount(numbers[5], agent);
}

function showHeartbeat(cell, seconds) {
  const old = seconds > OLD_HEARTBEAT_S;
  setText(cell, seconds === undefined ? 'none' : duration(seconds) + (old ? ', old' : ''));
  cell.className = old ? 'number bad' : 'number';
}

function duration(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function showLetterCount(cell, agent) {
  const [plain, button] = cell.children;
  const some = agent.deadLetters > 0 || agent.id === chosen;
  setText(plain, agent.deadLetters === undefined ? '\u2013' : String(agent.deadLetters));
  setText(button.children[0], String(agent.deadLetters));
  plain.hidden = some && agent.id !== undefined;
  button.hidden = !plain.hidden;
  button.setAttribute('aria-expanded', String(agent.id === chosen));
}

// Who asks whom.

function showQuestions(questions, further) {
  const total = questions.reduce((sum, each) => sum + each.count, 0) + further;
  if (total === 0) return;
  const active = each => drawn.has(key(each)) && drawn.get(key(each)) < each.count;
  const before = JSON.stringify([...drawn]);
  const wasActive = $('graph').querySelector('.active') !== null;
  const now = questions.map(each => [key(each), each.count]);
  let left = Number($('graph').dataset.left || 0);
  if (wasActive || before !== JSON.stringify(now)) {
    left = draw($('graph'), questions, active);
    $('graph').dataset.left = left;
    $('ask-rows').replaceChildren(...questions.map(questionRow));
    drawn.clear();
    now.forEach(([name, count]) => drawn.set(name, count));
  }
  setText($('asks-summary'), `${counted(total, 'question')} came to agents here since this application started`
    + (further > 0 ? `, ${further} of them from pairs that are too many to be told apart` : '')
    + (left > 0 ? `; the graph leaves out the ${left} rarest kinds` : '') + '.');
  $('graph').hidden = false;
  $('asks-table').hidden = false;
}

function key(question) {
  return [question.fromKind, question.from, question.to].join('\n');
}

function questionRow(question) {
  const row = node('tr');
  row.append(node('td', question.from, 'foreign'), node('td', question.to, 'foreign'), node('td', String(question.count), 'number'));
  return row;
}

// Dead letters of one agent.

async function showLetters() {
  const agent = agents.find(each => each.id === chosen);
  if (!agent || agent.deadLetters === chosenCount) return;
  const count = agent.deadLetters;
  chosenCount = count;
  try {
    const answer = await getJson('dead-letters.json?agent=' + encodeURIComponent(agent.id));
    if (agent.id !== chosen) return;
    const letters = answer.deadLetters || [];
    if (answer.problem) chosenCount = null;
    setText($('letters-heading'), `Dead letters of ${agent.title}`);
    setText($('letters-summary'), answer.problem || (letters.length < count
      ? `The newest ${letters.length} of ${count}.` : `${counted(letters.length, 'dead letter')}.`));
    $('letter-rows').replaceChildren(...letters.map(letterRow));
    $('letters-table').hidden = letters.length === 0;
  } catch (failure) {
    // The next look tries again.
    chosenCount = null;
  }
}

function letterRow(letter) {
  const row = node('tr');
  const time = node('time', letter.time.replace('T', ' ').replace(/(\.\d{3})?\d*Z$/, '$1 UTC'));
  time.dateTime = letter.time;
  const cell = node('td');
  cell.append(time);
  row.append(cell, node('td', letter.reason, 'foreign'), node('td', String(letter.attempts), 'number'));
  return row;
}

$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  showState();
  poll();
});
$('filter').addEventListener('input', showAgents);
document.addEventListener('visibilitychange', poll);
setInterval(showState, 1000);
poll();
