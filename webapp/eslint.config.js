import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', 'shared/generated/'] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // The content security policy blocks style attributes.
      'svelte/no-inline-styles': 'error',
      'svelte/button-has-type': 'error',
      // Our router is not SvelteKit's.
      'svelte/no-navigation-without-resolve': 'off',
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
    },
  },
  {
    files: ['e2e/**'],
    rules: {
      'no-restricted-syntax': ['error', ...['[async=true]', ':has(> NewExpression[callee.name="Promise"])'].map((how) => ({
        selector: `CallExpression[callee.property.name="waitForFunction"] > ArrowFunctionExpression${how}`,
        message: 'It takes a promise itself for true: use until.',
      }))],
    },
  },
  {
    files: ['office/**', 'field/**', 'seal/**', 'shared/**'],
    rules: {
      'no-restricted-properties': ['error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message: 'Trusted Types refuse it: build nodes.' })),
        { object: 'document', property: 'write' }],
      'no-restricted-globals': ['error', { name: 'alert', message: 'Use Dialog or Notice.' }, { name: 'confirm', message: 'Use Dialog.' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
);
