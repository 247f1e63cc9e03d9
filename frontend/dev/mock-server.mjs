// A server of invented data for work on the frontend: the API of the real one, its security headers, and everything
// that is hard on a page: strings that try to be HTML, writing from right to left, 100,000 tasks, a million objects.
//   npm run mock        then open http://localhost:7071
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const files = join(here, '../src/main/resources/frontend');
const webjars = { 'lit-html': 'lit-html', cytoscape: 'cytoscape' };
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const page = readFileSync(join(files, 'index.html'), 'utf8');
const importMap = /<script type="importmap">([\s\S]*?)<\/script>/.exec(page)[1];
const hash = createHash('sha256').update(importMap).digest('base64');
const csp = `default-src 'none'; script-src 'self' 'sha256-${hash}'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const id = (letter) => letter.repeat(64);
const hostile = [
  '<img src=x onerror=alert(1)>',
  '\u202egnp.exe',
  'null\u0000byte',
  'x'.repeat(300),
  '"><script>alert(2)</script>',
  'עברית and عربى',
  '😀 \ud800',
];
const address = (n) => `0x${(0x7f0000000000 + n * 16).toString(16)}`;
const number = (a) => (Number.parseInt(a, 16) - 0x7f0000000000) / 16;
const snapshot = (letter, more) => ({
  id: id(letter),
  file: `${letter}.core`,
  label: null,
  fileBytes: 8_123_456,
  sizeBytes: 98_123_456,
  pid: 1923485,
  process: 'generate.py',
  commandLine: '/usr/bin/python3 /app/generate.py --nodes 217',
  host: 'build-7',
  capturedAt: '2026-11-22T09:14:03Z',
  pauseMillis: 61.4,
  pythonVersion: '3.12.1',
  state: 'ready',
  demo: false,
  ...more,
});
const snapshots = [
  snapshot('a', { demo: true, label: 'the hang of the night' }),
  snapshot('b', { process: 'client.py', pid: 77, pythonVersion: '3.11.2', commandLine: 'python3 client.py' }),
  snapshot('c', { process: 'fresh.py', state: 'new' }),
  snapshot('d', {
    process: null,
    pid: null,
    pythonVersion: null,
    pauseMillis: null,
    capturedAt: null,
    state: 'broken',
    problem: 'This is an ELF core file of an ARM process (e_machine 183). Ouroscope reads x86-64.',
    file: '<b>torn</b>.core',
  }),
  { ...snapshot('e', { process: 'big.py', state: 'hashing' }), id: null },
  snapshot('f', { process: 'ring.py', pid: 5 }),
];
const processes = [
  {
    pid: 900,
    ppid: 1,
    parent: null,
    name: 'gunicorn',
    commandLine: 'gunicorn: master [shop.wsgi]',
    user: 'www',
    rssBytes: 41e6,
    threads: 1,
    pythonVersion: '3.11.2',
    evidence: 'libpython',
    capturable: true,
  },
  {
    pid: 901,
    ppid: 900,
    parent: 900,
    name: 'gunicorn',
    commandLine: `gunicorn: worker ${hostile[0]} ${hostile[3]}`,
    user: 'www',
    rssBytes: 1.9e9,
    threads: 9,
    pythonVersion: '3.11.2',
    evidence: 'exe',
    capturable: true,
  },
  {
    pid: 902,
    ppid: 900,
    parent: 900,
    name: 'gunicorn',
    commandLine: 'gunicorn: worker [shop.wsgi]',
    user: 'www',
    rssBytes: 88e6,
    threads: 2,
    pythonVersion: '3.11.2',
    evidence: 'exe',
    capturable: true,
  },
  {
    pid: 2210,
    ppid: 1,
    parent: null,
    name: 'python3.12',
    commandLine: 'python3.12 generate.py',
    user: 'root',
    rssBytes: 38e6,
    threads: 1,
    pythonVersion: '3.12.1',
    evidence: 'exe',
    capturable: false,
    problem: 'It belongs to root, and you are “anna”. Reading another user’s memory needs the right CAP_SYS_PTRACE.',
    fix: 'sudo ./ouroscope capture 2210 --store /home/anna/ouroscope/snapshots',
  },
];
const jobs = new Map();
let nextJob = 1;
function startJob(kind, title, seconds, stages, done) {
  const job = {
    id: `j${nextJob++}`,
    kind,
    title,
    state: 'running',
    stage: stages[0],
    percent: 0,
    secondsLeft: null,
    begun: Date.now(),
    listeners: new Set(),
  };
  jobs.set(job.id, job);
  const tell = () => {
    const { begun, listeners, ...wire } = job;
    for (const each of listeners) {
      each.write(`event: job\ndata: ${JSON.stringify(wire)}\n\n`);
      if (job.state !== 'running') each.end();
    }
  };
  const timer = setInterval(() => {
    const part = (Date.now() - job.begun) / (seconds * 1000);
    if (job.state === 'running') {
      job.percent = Math.min(100, part * 100);
      job.stage = stages[Math.min(stages.length - 1, Math.floor(part * stages.length))];
      job.secondsLeft = Math.max(0, seconds * (1 - part));
      if (part >= 1) {
        job.state = 'done';
        Object.assign(job, done?.());
      }
    }
    tell();
    if (job.state !== 'running') clearInterval(timer);
  }, 150);
  return job;
}

const text = (t, k = 'punct', a) => (a ? { k, t, a } : { k, t });
const ref = (n, spans, type = 'app.Node') => ({
  address: address(n),
  type,
  preview: spans ?? [
    text('<'),
    text('Node', 'type'),
    text(' value=', 'name'),
    text('3', 'num'),
    text(' name=', 'name'),
    text(`'${hostile[n % 7]}'`, 'str', address(n + 1)),
    text(' edges=', 'name'),
    text('[…1]', 'dim', address(n + 2)),
    text('>'),
  ],
});
const task = (n, more) => ({
  address: address(n),
  kind: 'task',
  name: n % 97 === 5 ? hostile[n % 7] : `Task-${n}`,
  coroutine: 'app.generate.sum_children',
  file: '/app/generate.py',
  line: 21,
  state: 'pending',
  waits: { kind: 'gather', text: 'await gather' },
  childCount: 0,
  waiterCount: 1,
  cycle: null,
  ...more,
});
const big = 100_000;
const level = (n) => Math.floor(n / 1_000_000);
function children(letter, parent) {
  if (letter === 'a') {
    const ring = (n, more) => task(n, { cycle: 0, childCount: 1, waiterCount: 2, ...more });
    if (parent === undefined)
      return {
        total: 1,
        at: () => task(1, { name: 'main', coroutine: 'main', line: 60, childCount: 217, waiterCount: 0, waits: null }),
      };
    if (parent === 1)
      return {
        total: 217,
        at: (i) =>
          i < 3
            ? ring(8 + 3 * i)
            : task(100 + i, {
                childCount: i % 3 ? 1 : 0,
                state: i % 11 ? 'pending' : 'done',
                kind: i % 7 ? 'task' : 'future',
              }),
      };
    if ([8, 11, 14].includes(parent)) {
      const next = parent === 14 ? 8 : parent + 3;
      return { total: 1, at: () => ring(next, parent === 14 ? { repeats: true, childCount: 0 } : {}) };
    }
    return { total: 1, at: () => ring(8) };
  }
  const depth = parent === undefined ? 0 : level(parent) + 1;
  return {
    total: parent === undefined ? big : parent % 2 ? 3 : 10_000,
    at: (i) => task(depth * 1_000_000 + i, { childCount: depth < 40 ? (i % 2 ? 3 : 10_000) : 0, waiterCount: i % 5 }),
  };
}
const cycleOf = (letter, index) => {
  const size = letter === 'f' ? [1, 2, 45, 80, 12][index] : 3;
  if (!size || (letter !== 'f' && index)) return undefined;
  const nodes = Array.from({ length: size }, (_, i) =>
    task(8 + 3 * i, {
      cycle: index,
      childCount: 1,
      waiterCount: 2,
      name: size > 3 && i === 2 ? 'a task with quite a long name <b>bold</b>' : `Task-${8 + 3 * i}`,
    }),
  );
  return {
    index,
    length: size,
    memberCount: size + (letter === 'f' ? 4 : 0),
    nodes,
    sentence: `${size === 1 ? 'A task waits' : `${size} tasks wait`} for ${size === 1 ? 'itself' : 'each other'}; nothing scheduled will wake them.`,
    edges: nodes.map((n, i) => ({
      from: n.address,
      to: nodes[(i + 1) % size].address,
      kind: 'gather',
      text: 'await gather · generate.py:21',
      file: '/app/generate.py',
      line: 21,
      via: [ref(500 + i, [text('<'), text('_GatheringFuture', 'type'), text(' pending, 1 child'), text('>')])],
    })),
    behind: {
      total: 214,
      byPlace: [
        { file: '/app/generate.py', line: 21, coroutine: 'sum_children', count: 213, sample: address(103) },
        { file: '/app/generate.py', line: 60, coroutine: 'main', count: 1, sample: address(1) },
      ],
    },
  };
};
const cyclesOf = (letter) =>
  [0, 1, 2, 3, 4]
    .map((i) => cycleOf(letter, i))
    .filter((c) => c && letter !== 'b')
    .map((c) => ({
      index: c.index,
      length: c.length,
      memberCount: c.memberCount,
      behindTotal: 214,
      names: c.nodes.slice(0, 5).map((n) => n.name),
    }));
const typeNames = [
  'dict',
  'str',
  'tuple',
  'function',
  'code',
  'list',
  'cell',
  'type',
  'app.client.Client',
  'set',
  'weakref',
  'asyncio.Task',
];
const typeCount = { a: 640, b: 20_000, f: 30 };
const typeRow = (n) => ({
  address: address(9_000_000 + n),
  name: typeNames[n] ?? (n % 50 === 13 ? hostile[n % 7] : `Class${n}`),
  module: n < 12 ? 'builtins' : `package.module${n % 37}`,
  count: Math.ceil(3e6 / (n + 1) ** 1.4),
  sizeBytes: Math.ceil(2.5e8 / (n + 1) ** 1.5),
  memoryBytes: Math.ceil(3e8 / (n + 1) ** 1.5),
});
const paged = (total, at, url) => {
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Math.min(500, Number(url.searchParams.get('limit') ?? 100));
  return {
    total,
    offset,
    limit,
    items: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => at(offset + i)),
  };
};
const problem = (status, type, title, detail, more) => ({
  status,
  body: { type: `/problems/${type}`, title, status, detail, ...more },
});

function inSnapshot(letter, rest, url) {
  const shot = snapshots.find((s) => s.id?.[0] === letter);
  if (shot.state === 'new' || shot.state === 'analysing') {
    shot.state = 'analysing';
    const old = jobs.get(shot.jobId);
    if (old?.state !== 'running')
      shot.jobId = startJob(
        'analyse',
        `Analysing ${shot.process}`,
        6,
        ['finding types', 'finding objects', 'following references', 'finding cycles'],
        () => {
          shot.state = 'ready';
        },
      ).id;
    return problem(409, 'not-ready', 'The snapshot is being analysed', '', { jobId: shot.jobId });
  }
  const counts = { total: letter === 'b' ? big : 221, pending: 219, done: 2, cancelled: 0, running: 0, futures: 218 };
  const q = (name) => url.searchParams.get(name) ?? undefined;
  const [first, second, third] = rest;
  if (first === 'overview')
    return {
      body: {
        snapshot: shot,
        python: {
          version: '3.12.1',
          confidence: letter === 'b' ? 'likely' : 'certain',
          evidence: ['Py_Version in .rodata is 0x030c01f0', 'the layout of 3.12 fits 400 of 400 types'],
        },
        complete: letter !== 'b',
        holes:
          letter === 'b'
            ? {
                total: 23,
                bytes: 48e6,
                items: Array.from({ length: 20 }, (_, i) => ({
                  start: address(i * 4096),
                  end: address(i * 4096 + 4096),
                  bytes: 65536 * (i + 1),
                  reason: 'file-backed and not in the core; the file is another build',
                  path: '/usr/lib/x86_64-linux-gnu/libcrypto.so.3',
                })),
              }
            : { total: 0, bytes: 0, items: [] },
        objects: {
          count: 8_412_345,
          sizeBytes: 8e8,
          memoryBytes: 9.1e8,
          byState: { live: 8_400_000, garbage: 12_000, freed: 345, unsure: 0 },
        },
        memory: { processBytes: 1.9e9, objectsBytes: 9.1e8 },
        tasks: counts,
        threads: { total: 9, stopped: letter === 'b' ? 8 : 9 },
        diagnosis:
          letter === 'b'
            ? [
                {
                  severity: 'warn',
                  text: 'app.client.Client.response_futures holds 400,000 finished futures: 72 % of all Python memory.',
                  action: { label: 'Show the dict', path: `/object/${address(3)}` },
                },
                { severity: 'info', text: 'The main thread waits in epoll_wait for 14 sockets.' },
              ]
            : [
                {
                  severity: 'bad',
                  text: '3 tasks wait for each other; nothing scheduled will wake them. 214 more wait behind them.',
                  action: { label: 'Show the cycle', path: '/tasks/cycle/0' },
                },
                {
                  severity: 'info',
                  text: 'The event loop is idle: no timer and no socket can end this.',
                  action: { label: 'Show all tasks', path: '/tasks' },
                },
                { severity: 'ok', text: 'No object of these tasks is garbage.' },
              ],
        topTypes: Array.from({ length: 8 }, (_, i) => typeRow(i)),
      },
    };
  if (first === 'types') {
    const filter = (q('filter') ?? '').toLowerCase();
    const all = Array.from({ length: typeCount[letter] ?? 40 }, (_, i) => typeRow(i)).filter((t) =>
      `${t.module}.${t.name}`.toLowerCase().includes(filter),
    );
    const key = { name: 'name', count: 'count', size: 'sizeBytes', memory: 'memoryBytes' }[q('sort') ?? 'memory'];
    all.sort((x, y) => (x[key] < y[key] ? -1 : 1) * (q('order') === 'asc' ? 1 : -1));
    const sum = (k) => all.reduce((s, t) => s + t[k], 0);
    return {
      body: {
        ...paged(all.length, (i) => all[i], url),
        totals: { count: sum('count'), sizeBytes: sum('sizeBytes'), memoryBytes: sum('memoryBytes') },
      },
    };
  }
  if (first === 'tasks' && !second) return { body: { counts, cycles: cyclesOf(letter) } };
  if (first === 'tasks' && second === 'cycles') {
    const found = cycleOf(letter, Number(third));
    return found
      ? { body: found }
      : problem(
          404,
          'not-found',
          'There is no such cycle',
          `This snapshot has ${cyclesOf(letter).length} cycles; ${third} is not one of them.`,
        );
  }
  if (first === 'tasks' && second === 'tree') {
    const parent = q('parent');
    const { total, at } = children(letter, parent && number(parent));
    if (q('filter') === 'none') return { body: paged(0, at, url) };
    return {
      body: paged(
        q('state') ? Math.ceil(total / 3) : total,
        (i) => ({ ...at(i), state: q('state') ?? at(i).state }),
        url,
      ),
    };
  }
  if (first === 'tasks') {
    const n = number(second);
    const row = n === 1 ? children('a').at(0) : task(n, { cycle: [8, 11, 14].includes(n) ? 0 : null });
    const other = task(n + 3, { cycle: 0 });
    return {
      body: {
        row,
        stack: [
          {
            kind: 'frame',
            function: 'run',
            file: '/app/very/deep/path/runner.py',
            line: 88,
            coroutine: address(n + 40),
            locals: [],
          },
          {
            kind: 'frame',
            function: 'sum_children',
            file: '/app/generate.py',
            line: 21,
            coroutine: address(n + 41),
            locals: [
              { name: 'node', value: ref(n) },
              {
                name: 'task_for_node',
                value: ref(n + 7, [text('<'), text('function', 'type'), text(' task_for_node', 'name'), text('>')]),
              },
              {
                name: 'tasks',
                value: ref(n + 9, [
                  text('{'),
                  text("'jp'", 'str', address(4)),
                  text(': '),
                  text('<Task pending>', 'type', address(8)),
                  text(', '),
                  text('…217', 'dim'),
                  text('}'),
                ]),
              },
              { name: 'unset', value: null },
              { name: 'a_long_local_name_of_somebody', value: ref(n + 3, [text(`'${'long '.repeat(120)}'`, 'str')]) },
            ],
          },
          {
            kind: 'awaits',
            text: 'awaits gather of 1',
            target: ref(n + 500, [text('<_GatheringFuture pending>', 'type')]),
          },
        ],
        waitsFor: [
          { row: null, ref: ref(n + 500, [text('<_GatheringFuture pending>', 'type')]), kind: 'await' },
          { row: other, ref: ref(n + 3), kind: 'gather' },
        ],
        waitedForBy: Array.from({ length: 30 }, (_, i) => ({ row: task(100 + i), ref: ref(i), kind: 'gather' })),
      },
    };
  }
  if (first === 'objects' && !second) {
    const type = q('type');
    const t = type ? typeRow(number(type) - 9_000_000) : undefined;
    if (t && !(t.count > 0)) return problem(404, 'no-such-type', 'There is no such type', type);
    return {
      body: paged(
        q('state') === 'freed' ? 0 : (t?.count ?? 8_412_345),
        (i) => ({
          address: address(20_000 + i),
          type: t ?? typeRow(i % 300),
          preview: ref(i).preview,
          sizeBytes: 64 + i,
          memoryBytes: 80 + i,
          state: i % 9 ? 'live' : 'garbage',
        }),
        url,
      ),
    };
  }
  if (first === 'objects') {
    const n = number(second);
    const isTask = (n < 20_000 && n > 0 && n !== 3 && n !== 4 && n !== 5) || (n >= 1_000_000 && n < 2_000_000);
    if (!third) {
      if (n === 6_666)
        return {
          body: {
            address: second,
            kind: 'broken',
            type: { address: address(9_000_000), name: 'builtins.dict' },
            preview: [text('<unreadable dict>', 'broken')],
            fault: 'unreadable',
            detail: `PyDictKeysObject at ${second}: dk_log2_size must be ≤ 40 but was 213`,
            isTask: false,
            fieldCount: 0,
            itemCount: 0,
            itemKind: null,
            referrerCount: 0,
            sizeBytes: 0,
            memoryBytes: 0,
            state: 'unsure',
            referenceCount: null,
          },
        };
      if (n < 0 || n % 1)
        return problem(
          404,
          'no-object',
          'No object lies here',
          `${second} is inside the mapping [heap], but no object begins there.`,
        );
      const map = n % 3 === 0;
      const str = n === 4;
      return {
        body: {
          address: second,
          kind: str ? 'str' : map ? 'dict' : 'list',
          type: {
            address: address(9_000_000 + (str ? 1 : map ? 0 : 5)),
            name: `builtins.${str ? 'str' : map ? 'dict' : 'list'}`,
          },
          preview: str ? [text(`'${'Lorem ipsum '.repeat(8)}…'`, 'str')] : ref(n).preview,
          sizeBytes: 1234,
          memoryBytes: 1536,
          referenceCount: n % 5 ? 3 : -1,
          state: 'live',
          fieldCount: 3,
          itemCount: str ? 0 : 2_000_000,
          itemKind: str ? null : map ? 'mapping' : 'sequence',
          referrerCount: 217,
          isTask,
          ...(str ? { text: `${hostile.join('\n')}\n${'Lorem ipsum\n'.repeat(120)}`, textLength: 123456 } : {}),
        },
      };
    }
    const labels = ['.response_futures', '[17]', `.${hostile[0]}`];
    if (third === 'fields')
      return {
        body: paged(
          3,
          (i) => ({
            name: ['x', hostile[0], '_private'][i],
            class: ['attribute', 'slot', 'field'][i],
            value: i < 2 ? ref(n + i) : null,
            text: i === 2 ? '42' : undefined,
          }),
          url,
        ),
      };
    if (third === 'items')
      return {
        body: paged(
          2_000_000,
          (i) => ({
            index: i,
            key: n % 3 ? undefined : ref(4, [text(`'key ${i}'`, 'str')], 'builtins.str'),
            value: ref(i % 1000),
          }),
          url,
        ),
      };
    if (third === 'referrers')
      return { body: paged(217, (i) => ({ label: labels[i % 3], class: 'attribute', from: ref(i) }), url) };
    if (third === 'references')
      return { body: paged(12, (i) => ({ label: labels[i % 3], class: 'item', to: ref(i) }), url) };
  }
  return problem(404, 'not-found', 'There is nothing here', url.pathname);
}

function api(request, url, body) {
  const [, , kind, key, ...rest] = url.pathname.split('/');
  if (kind === 'info')
    return {
      body: {
        version: '0.1.0',
        store: '/home/anna/ouroscope/snapshots',
        storeBytes: 123456789,
        captureSupported: true,
        host: 'build-7',
      },
    };
  if (kind === 'snapshots' && !key)
    return { body: { total: snapshots.length, offset: 0, limit: 500, items: snapshots } };
  if (kind === 'snapshots') {
    const at = snapshots.findIndex((s) => s.id === key);
    if (at < 0)
      return problem(404, 'no-such-snapshot', 'This snapshot is not here', `The link wants the snapshot ${key}.`, {
        hint: 'Put its file into the store of this server, or open the link where it was made.',
      });
    if (request.method === 'DELETE') snapshots.splice(at, 1);
    if (request.method === 'PATCH') snapshots[at].label = body.label || null;
    return { body: snapshots[at] ?? {} };
  }
  if (kind === 'processes') return { body: { items: processes } };
  if (kind === 'captures') {
    if (body.pid === 902)
      return problem(
        403,
        'no-rights',
        'Process 902 cannot be captured',
        'Another program traces it already: gdb (pid 77).',
        { hint: 'sudo ./ouroscope capture 902' },
      );
    const job = startJob(
      'capture',
      `Capturing ${body.pid}`,
      4,
      ['stopping 9 threads', 'copying 1.9 GB', 'writing the file', 'computing its id'],
      () => {
        snapshots.push(snapshot('9', { pid: body.pid, process: 'gunicorn', state: 'new' }));
        return { snapshotId: id('9') };
      },
    );
    return { status: 202, body: { jobId: job.id } };
  }
  if (kind === 'jobs') {
    const job = jobs.get(key);
    if (!key)
      return {
        body: { items: [...jobs.values()].filter((j) => j.state === 'running').map(({ listeners, ...wire }) => wire) },
      };
    if (!job) return problem(404, 'not-found', 'No such job', key);
    if (request.method === 'DELETE') job.state = 'cancelled';
    const { listeners, ...wire } = job;
    return rest[0] === 'events' ? { events: job } : { body: wire };
  }
  if (kind === 's') {
    const shot = snapshots.find((s) => s.id?.startsWith(key));
    return shot
      ? inSnapshot(shot.id[0], rest, url)
      : problem(
          404,
          'no-such-snapshot',
          'This snapshot is not here',
          `The link wants the snapshot ${key}, and no file in the store has this content.`,
          { hint: 'Put its file into the store of this server, or open the link where it was made.' },
        );
  }
  return problem(404, 'not-found', 'There is nothing here', url.pathname);
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const headers = {
    'Content-Security-Policy': csp,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
  const send = (status, type, content) => {
    response.writeHead(status, { ...headers, 'Content-Type': type });
    response.end(content);
  };
  if (url.pathname.startsWith('/api/')) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = api(request, url, chunks.length ? JSON.parse(Buffer.concat(chunks)) : {});
    await new Promise((wait) => setTimeout(wait, Number(process.env.DELAY ?? 30)));
    if (answer.events) {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
      answer.events.listeners.add(response);
      if (answer.events.state !== 'running') {
        const { listeners, ...wire } = answer.events;
        response.end(`event: job\ndata: ${JSON.stringify(wire)}\n\n`);
      }
      return;
    }
    return send(
      answer.status ?? 200,
      answer.status >= 400 ? 'application/problem+json' : 'application/json',
      JSON.stringify(answer.body),
    );
  }
  const webjar = /^\/webjars\/([^/]+)\/(.+)$/.exec(url.pathname);
  const file = webjar
    ? join(here, '../node_modules', webjars[webjar[1]] ?? '-', normalize(`/${webjar[2]}`))
    : join(files, normalize(url.pathname));
  if (/^\/(assets|webjars)\//.test(url.pathname))
    return existsSync(file)
      ? send(200, types[extname(file)] ?? 'text/plain', readFileSync(file))
      : send(404, 'text/plain', 'not found');
  send(200, 'text/html; charset=utf-8', page);
}).listen(Number(process.env.PORT ?? 7071), '127.0.0.1', () =>
  console.log('http://localhost:' + (process.env.PORT ?? 7071)),
);
