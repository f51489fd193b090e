// `npm start`. Kept to old syntax, so that an old Node can still say what it lacks.
const REQUIRED = [20, 19];
const have = process.versions.node.split('.').map(Number);
if (have[0] < REQUIRED[0] || (have[0] === REQUIRED[0] && have[1] < REQUIRED[1])) {
  const german = (process.env.LC_ALL || process.env.LANG || '').toLowerCase().indexOf('de') === 0;
  console.error(
    german
      ? 'Wegbuch braucht Node ' +
          REQUIRED.join('.') +
          ' oder neuer, hier läuft ' +
          process.versions.node +
          '. Bitte Node von nodejs.org aktualisieren.'
      : 'Wegbuch needs Node ' +
          REQUIRED.join('.') +
          ' or newer, this is ' +
          process.versions.node +
          '. Please update Node from nodejs.org.',
  );
  process.exitCode = 1;
} else {
  import('./run.mjs').then((run) => run.main(process.argv.slice(2)));
}
