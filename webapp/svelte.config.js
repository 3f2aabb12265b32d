// Runes everywhere; TypeScript in templates is stripped by Svelte itself.
export default { compilerOptions: { runes: true } };
