import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archiveProblems, configurationProblems } from './package';

const yaml = await readFile(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8');

describe('electron-builder.yml', () => {
  it('is valid, and a typo or a wrong value is not', async () => {
    expect(await configurationProblems(yaml)).toEqual([]);
    expect((await configurationProblems(yaml.replace('oneClick', 'oneClik'))).join()).toContain('oneClik');
    expect(await configurationProblems(yaml.replace('asar: true', 'asar: maybe'))).not.toEqual([]);
  });

  it('burns the eight fuses as decided', () => {
    for (const fuse of [
      'runAsNode: false',
      'onlyLoadAppFromAsar: true',
      'enableNodeCliInspectArguments: false',
      'grantFileProtocolExtraPrivileges: false',
    ]) {
      expect(yaml).toContain(fuse);
    }
  });
});

describe('archive', () => {
  it('reports what is missing and what must not be inside', () => {
    expect(archiveProblems([])).toHaveLength(8);
    expect(
      archiveProblems(['/server/main.js', '/dist/renderer/a.js.map']).filter((line) =>
        line.startsWith('must not'),
      ),
    ).toHaveLength(2);
  });
});
