import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Arch, Platform, build } from 'electron-builder';
import { load } from 'js-yaml';
import { fuseProblems, wireProblems } from './fuses';

/**
 * `npm run package`: checks electron-builder.yml against the builder's own schema, then packs. Without the
 * Electron binary a stand-in takes its place, so that what is inside app.asar can be asserted anywhere; with it,
 * `--installers` makes the real ones.
 */
const root = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** Problems of the configuration, as the schema words them; empty when it is valid. */
export async function configurationProblems(yamlText: string): Promise<string[]> {
  // The schema belongs to a library of electron-builder, which need not lie where we could see it.
  const library = createRequire(require.resolve('electron-builder')).resolve('app-builder-lib');
  const schemaPath = join(resolve(library, '../..'), 'scheme.json');
  const schema = JSON.parse(await readFile(schemaPath, 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allowUnionTypes: true, allErrors: true });
  (addFormats as unknown as { default: (target: Ajv) => void }).default(ajv);
  const validate = ajv.compile(schema);
  const config = load(yamlText);
  if (validate(config)) return fuseProblems(config);
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || '/'} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
  );
}

/** What must be inside the archive, and what must never be. */
export function archiveProblems(files: readonly string[]): string[] {
  const needed = [
    '/package.json',
    '/dist/electron/main/main.js',
    '/dist/electron/preload-staff/staff.cjs',
    '/dist/electron/preload-kiosk/kiosk.cjs',
    '/dist/renderer/index.html',
    '/dist/renderer/kiosk.html',
    '/dist/renderer/paper.html',
    '/dist/renderer/companion.html',
  ];
  const missing = needed.filter((file) => !files.includes(file)).map((file) => `missing ${file}`);
  const forbidden = files
    .filter(
      (file) =>
        /\.(map|test\.|tsx?$)|node_modules|\/(server|tests|docs|build)\//.test(file) || file.includes('/.'),
    )
    .map((file) => `must not be inside: ${file}`);
  return [...missing, ...forbidden];
}

/** A folder that looks like an unpacked Electron to the builder. */
async function standIn(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wegbuch-electron-'));
  await mkdir(join(folder, 'resources'));
  await mkdir(join(folder, 'locales'));
  // The builder keeps only the languages it was told to; an empty folder would not even be copied.
  for (const language of ['de', 'en-US', 'fr'])
    await writeFile(join(folder, 'locales', `${language}.pak`), '');
  await writeFile(join(folder, 'electron'), '#!/bin/sh\nexit 0\n');
  await chmod(join(folder, 'electron'), 0o755);
  await writeFile(join(folder, 'version'), '45.4.1');
  return folder;
}

function binaryPresent(): boolean {
  return existsSync(join(resolve(require.resolve('electron/package.json'), '..'), 'dist'));
}

async function packUnpacked(yamlText: string): Promise<string> {
  const electronDist = binaryPresent() ? null : await standIn();
  const config = load(yamlText) as Record<string, unknown>;
  if (electronDist !== null) {
    config['electronDist'] = electronDist;
    // Fuses are flipped inside the real binary; a stand-in has none.
    delete config['electronFuses'];
  }
  // Given as a file: an object would only be laid over electron-builder.yml, fuses and all.
  const configPath = join(await mkdtemp(join(tmpdir(), 'wegbuch-package-')), 'config.json');
  await writeFile(configPath, JSON.stringify(config));
  try {
    await build({
      projectDir: root,
      targets: Platform.LINUX.createTarget('dir', Arch.x64),
      config: configPath,
      publish: 'never',
    });
  } finally {
    await rm(dirname(configPath), { recursive: true, force: true });
    if (electronDist !== null) await rm(electronDist, { recursive: true, force: true });
  }
  const unpacked = (await readdir(join(root, 'release'))).find((name) => name.endsWith('-unpacked'));
  if (unpacked === undefined) throw new Error('electron-builder made no unpacked app');
  return join(root, 'release', unpacked, 'resources/app.asar');
}

async function main(): Promise<void> {
  const yamlText = await readFile(join(root, 'electron-builder.yml'), 'utf8');
  const wrong = await configurationProblems(yamlText);
  if (wrong.length > 0) throw new Error(`electron-builder.yml is not valid:\n${wrong.join('\n')}`);
  if (!existsSync(join(root, 'dist/electron/main/main.js')))
    throw new Error('Nothing is built yet. Run: npm run build');
  const installers = process.argv.includes('--installers');
  if (installers && !binaryPresent())
    throw new Error('Installers need the Electron binary. Run: npx install-electron');
  const archive = await packUnpacked(yamlText);
  if (binaryPresent()) {
    const wrongFuses = wireProblems(await readFile(join(dirname(archive), '../wegbuch')));
    if (wrongFuses.length > 0) throw new Error(`The packed binary:\n${wrongFuses.join('\n')}`);
  }
  const files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  const problems = archiveProblems(files);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const packed = JSON.parse(extractFile(archive, 'package.json').toString()) as { main: string };
  if (!files.includes(`/${packed.main}`))
    throw new Error(`package.json names ${packed.main}, which is not inside`);
  console.log(`app.asar holds ${files.length} entries; nothing missing, nothing that should not be there.`);
  if (installers) await build({ projectDir: root, publish: 'never' });
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    // The builder's own handlers reset the exit code, so it is said outright.
    process.exit(1);
  });
}
