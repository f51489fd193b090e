/** Zones of architecture § 1, as errors. */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }, 'Cycles make every file depend on every other.'),
    forbid('shared-is-bottom', { path: '^shared/' }, { path: '^(renderer|electron|server|build|tests)/' }, 'shared imports nothing of ours.'),
    forbid('renderer-only-shared', { path: '^renderer/', pathNot: '\\.test\\.tsx?$' }, { path: '^(electron|server|build|tests)/' }),
    forbid('electron-only-shared', { path: '^electron/' }, { path: '^(renderer|server|build|tests)/' }),
    forbid('server-only-shared', { path: '^server/' }, { path: '^(renderer|electron|build|tests)/' }),
    forbid('features-are-islands', { path: '^renderer/features/([^/]+)/' }, { path: '^renderer/features/', pathNot: '^renderer/features/$1/' }, 'Features meet in renderer/app.'),
    forbid('features-zone', { path: '^renderer/features/', pathNot: '\\.test\\.tsx?$' }, { path: '^renderer/', pathNot: '^renderer/(features|data/(client|use-|letter-jobs|[a-z-]*api|errors|packs)|ui|i18n|platform|lib)' }),
    forbid('features-never-dexie', { path: '^renderer/(features|ui|app|staff|kiosk|companion|paper)/' }, { path: 'node_modules/dexie' }),
    forbid('only-app-imports-features', { path: '^renderer/(?!features|app)', pathNot: '\\.test\\.tsx?$' }, { path: '^renderer/features/' }),
    forbid('kiosk-without-case-code', { path: '^renderer/kiosk/', pathNot: '\\.test\\.tsx?$' }, { path: '^renderer/(data|features|app|security|sync|ui/[^.]+\\.tsx)' }),
    forbid('data-below-screens', { path: '^renderer/(data|sync|security|lib)/', pathNot: '\\.test\\.tsx?$' }, { path: '^renderer/(features|app|ui|staff|kiosk|companion|paper)/' }),
    forbid('no-tests-in-product', { path: '^(shared|renderer|electron|server)/', pathNot: '\\.test\\.tsx?$' }, { path: '(^tests/|\\.test\\.tsx?$)' }),
    forbid('no-dev-dependencies-in-product', { path: '^(shared|renderer|server)/', pathNot: '\\.test\\.tsx?$' }, { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] }),
    forbid('not-to-unresolvable', {}, { couldNotResolve: true, pathNot: '^(electron|app-builder-lib)' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|\\.cache|tests/bench/peers)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
