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

  // Wrong fuses by the dozen: tests/security/shell/fuses.check.ts.
  it('says every fuse', async () => {
    expect(
      (await configurationProblems(yaml.replace('runAsNode: false', 'runAsNode: true'))).join(),
    ).toContain('runAsNode');
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
