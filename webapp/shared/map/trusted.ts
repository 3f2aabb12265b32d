// Leaflet asks at load whether the browser draws SVG by writing "<svg/>" into an
// element. That text and no other becomes HTML; this must be imported before it.
interface Policies { createPolicy(name: string, rules: { createHTML(text: string): string }): unknown }

(globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy('default', {
  createHTML(text) {
    if (text === '<svg/>') return text;
    throw new TypeError('no HTML from text');
  },
});
