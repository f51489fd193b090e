import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { ageProblem } from '../../../build/package/electron-age';
import { FUSES, fuseProblems, wireProblems } from '../../../build/package/fuses';
import { atLeast, atMost, type Check, type Row, type Size } from '../support/check';

const root = resolve(import.meta.dirname, '../../..');
const NAMES = Object.keys(FUSES).slice(0, 8);

interface Config {
  electronFuses: Record<string, unknown>;
}

/** Configurations with one or two fuses otherwise, left out, or said in a way that is not a yes or no. */
function wrongConfigs({ electronFuses }: Config): unknown[] {
  const turned = NAMES.map((name) => ({ [name]: electronFuses[name] !== true }));
  const silent = NAMES.map((name) => ({ [name]: undefined }));
  const pairs = NAMES.map((name, at) => ({ ...turned[at], [NAMES[(at + 3) % 8] ?? name]: 'yes' }));
  const odd = [
    { runAsNode: 'false' },
    { onlyLoadAppFromAsar: 1 },
    { wasmTrapHandlers: false },
    { unknownFuse: true },
  ];
  const changed = [...turned, ...silent, ...pairs, ...odd].map((change) => ({
    electronFuses: { ...electronFuses, ...change },
  }));
  return [...changed, {}, { electronFuses: null }, null];
}

/** A file with a fuse wire, as a packed Electron has one. */
function binary(states: string, version = 1): Buffer {
  const noise = Buffer.alloc(5_000, 7);
  const wire = Buffer.from(
    `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX${String.fromCharCode(version, states.length)}${states}`,
  );
  return Buffer.concat([noise, wire, noise]);
}

/** Wires with one fuse otherwise, removed, inherited, too short, too long, of another version, or none at all. */
function wrongWires(right: string): Buffer[] {
  const otherwise = (to: (state: string) => string) =>
    [...right].map((state, at) => binary(`${right.slice(0, at)}${to(state)}${right.slice(at + 1)}`));
  return [
    ...otherwise((state) => (state === '1' ? '0' : '1')),
    ...otherwise(() => 'r'),
    ...otherwise(() => 'i'),
    binary(right.slice(0, 8)),
    binary(`${right}0`),
    binary(right, 2),
    Buffer.alloc(5_000),
  ];
}

async function run({ long }: Size): Promise<Row[]> {
  const config = load(await readFile(join(root, 'electron-builder.yml'), 'utf8')) as Config;
  const package_ = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string };
  };
  const right = Object.values(FUSES)
    .map((on) => (on ? '1' : '0'))
    .join('');
  const configs = wrongConfigs(config);
  const wires = wrongWires(right);
  const accepted = configs.filter((each) => fuseProblems(each).length === 0).length;
  const acceptedWires = wires.filter((each) => wireProblems(each).length === 0).length;
  const rows = [
    atMost(
      8,
      'fuses of electron-builder.yml otherwise than decided',
      fuseProblems(config).length,
      0,
      accepted === 0,
    ),
    atMost(8, 'wrong configurations accepted', accepted, 0, configs.length > 0),
    atLeast(8, 'wrong configurations', configs.length, 18),
    atMost(
      8,
      'wrong fuse wires of a binary accepted',
      acceptedWires,
      0,
      wireProblems(binary(right)).length === 0,
    ),
    atLeast(8, 'wrong fuse wires', wires.length, 18),
  ];
  // Depends on the day: told before a release, and no reason for a change of today to fail.
  return long ? [...rows, age(package_.devDependencies.electron)] : rows;
}

function age(electron: string): Row {
  const now = Date.now();
  const control = ageProblem(electron, now + 26 * 7 * 24 * 3_600_000) !== null;
  const found = ageProblem(electron, now) === null ? 0 : 1;
  return atMost(10, 'Electron outside its three supported majors', found, 0, control);
}

export const check: Check = { name: 'shell-fuses', run };
