// Decides with the ZEN engine what the thresholds of the benchmark decide, in both forms in which it can be written, and prints the
// microseconds per account and all outcomes as JSON. Usage: node decide.mjs decisions.json
import {ZenEngine} from '@gorules/zen-engine';
import {readFileSync} from 'node:fs';

const WARM_UP = 2;
const ROUNDS = 5;
const TOGETHER = 100;

const {metrics, bound, accounts} = JSON.parse(readFileSync(process.argv[2]));
const contexts = accounts.map(values => Object.fromEntries(metrics.map((metric, index) => [metric, values[index]])));

const graph = node => ({
  contentType: 'application/vnd.gorules.decision',
  nodes: [
    {id: 'in', name: 'in', type: 'inputNode', position: {x: 0, y: 0}},
    {id: 'decision', name: 'decision', position: {x: 0, y: 0}, ...node},
    {id: 'out', name: 'out', type: 'outputNode', position: {x: 0, y: 0}},
  ],
  edges: [
    {id: 'first', sourceId: 'in', targetId: 'decision', type: 'edge'},
    {id: 'last', sourceId: 'decision', targetId: 'out', type: 'edge'},
  ],
});

// A column for each metric and two rows: its bound, and that it is unknown.
const row = (index, condition, letter) => ({
  _id: letter + index,
  ...Object.fromEntries(metrics.map(metric => [metric, ''])),
  [metrics[index]]: condition,
  index: `${index}`,
  letter: `"${letter}"`,
});
const table = {
  type: 'decisionTableNode',
  content: {
    hitPolicy: 'collect',
    inputs: metrics.map(metric => ({id: metric, name: metric, field: metric, type: 'expression'})),
    outputs: ['index', 'letter'].map(field => ({id: field, name: field, field, type: 'expression'})),
    rules: metrics.flatMap((metric, index) => [row(index, `>= ${bound}`, 'R'), row(index, 'null', 'U')]),
  },
};
const ofTable = result => {
  const letters = Array(metrics.length).fill('C');
  result.forEach(({index, letter}) => (letters[index] = letter));
  return letters.join('');
};

const expressions = {
  type: 'expressionNode',
  content: {
    expressions: metrics.map(metric => ({
      id: metric,
      key: metric,
      value: `${metric} == null ? "U" : ${metric} >= ${bound} ? "R" : "C"`,
    })),
  },
};
const ofExpressions = result => metrics.map(metric => result[metric]).join('');

async function all(decision, letters) {
  const outcomes = [];
  for (let from = 0; from < contexts.length; from += TOGETHER) {
    const some = await Promise.all(contexts.slice(from, from + TOGETHER).map(context => decision.evaluate(context)));
    some.forEach(({result}) => outcomes.push(letters(result)));
  }
  return outcomes.join('');
}

async function measured(node, letters) {
  const decision = engine.createDecision(graph(node));
  let outcomes = '';
  for (let round = 0; round < WARM_UP; round++) {
    outcomes = await all(decision, letters);
  }
  const before = process.cpuUsage();
  const started = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    outcomes = await all(decision, letters);
  }
  const count = ROUNDS * contexts.length;
  const elapsed = (1000 * (performance.now() - started)) / count;
  const {user, system} = process.cpuUsage(before);
  return {cpu: (user + system) / count, elapsed, outcomes};
}

const engine = new ZenEngine();
console.log(JSON.stringify({
  table: await measured(table, ofTable),
  expressions: await measured(expressions, ofExpressions),
}));
engine.dispose();
