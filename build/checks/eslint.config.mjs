import i18next from 'eslint-plugin-i18next';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { shellRules } from './rules/checklist.mjs';

const budgets = {
  'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 80, IIFEs: true }],
};

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'No default exports: one name for one thing.',
};
const noHtmlSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML', 'srcdoc'].map(
  (name) => ({
    selector: `:matches(MemberExpression[property.name='${name}'], JSXAttribute[name.name='${name}'])`,
    message: 'No HTML sinks: build elements.',
  }),
);
export default tseslint.config(
  { ignores: ['dist/**', 'release/**', '.cache/**', 'node_modules/**', 'coverage/**'] },
  {
    files: ['{shared,renderer,electron,server,build,tests}/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { 'react-hooks': reactHooks, i18next },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/../..` },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...budgets,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/require-await': 'off',
      // Plain objects on purpose: they cross the worker boundary by structured clone.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'file', name: ['DataError', 'ServerFailure'] }] },
      ],
      'no-restricted-syntax': ['error', noDefaultExport, ...noHtmlSinks],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['renderer/**/*.tsx'],
    ignores: ['**/*.test.tsx'],
    rules: {
      'i18next/no-literal-string': [
        'error',
        {
          mode: 'jsx-only',
          'jsx-attributes': {
            include: ['label', 'aria-label', 'title', 'placeholder', 'description', 'alt'],
          },
          words: {
            exclude: [
              '[0-9!-/:-@[-`{-~\\s·–…×•„“”§©→←↑↓✓✗]+',
              'Wegbuch',
              'Strg\\+[A-Z]',
              'QR',
              'ESCO',
              'A4',
              'DIN 5008',
              'GER',
              'PDF',
              'km',
              'TXT',
              'CSV',
              'ESC',
              'ENTER',
            ],
          },
        },
      ],
    },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'window',
          'document',
          'localStorage',
          'sessionStorage',
          'indexedDB',
          'fetch',
          'process',
          'Buffer',
          'navigator',
          'self',
          'postMessage',
        ].map((name) => ({
          name,
          message: 'shared/ has neither DOM nor Node.',
        })),
      ],
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Nothing of a person outside the encrypted store.' },
        { name: 'sessionStorage', message: 'Nothing of a person outside the encrypted store.' },
      ],
    },
  },
  {
    // Settings of the device, the reason of a lock and the end of a conversation say nothing of a person.
    files: ['renderer/lib/{settings,lock-reason,conversation}.ts', 'renderer/lib/conversation.test.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    // Nobody can act on a refused service worker; the line helps whoever looks for the cause.
    files: ['renderer/platform/offline.ts'],
    rules: { 'no-console': ['error', { allow: ['warn'] }] },
  },
  {
    // Rejected with a DataError or ServerFailure: plain objects on purpose, see only-throw-error above.
    files: ['renderer/{data,sync}/**/*.ts'],
    rules: { '@typescript-eslint/prefer-promise-reject-errors': 'off' },
  },
  {
    // Electron's security checklist, point by point.
    files: ['electron/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { shell: shellRules },
    rules: Object.fromEntries(Object.keys(shellRules.rules).map((name) => [`shell/${name}`, 'error'])),
  },
  {
    files: [
      '**/*.config.ts',
      'vite.config.ts',
      'build/**/*.ts',
      'server/main.ts',
      'tests/**/*.ts',
      '**/*.d.ts',
      'build/**/*.mjs',
    ],
    rules: { 'no-restricted-syntax': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
