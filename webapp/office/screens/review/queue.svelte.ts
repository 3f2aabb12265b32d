// The list of what waits for the person, and which of it is being answered.
import { SvelteSet } from 'svelte/reactivity';
import { api, ask } from '../../../shared/api.ts';
import { keyOf, type Item } from './acts.ts';

export class Queue {
  items = $state.raw<Item[]>([]);
  next = $state('');
  loading = $state(true);
  error = $state.raw<unknown>(null);
  /** Answered, not sent yet: left out of the list. */
  #answered = new SvelteSet<string>();
  #turn = 0;
  chosen = new SvelteSet<string>();
  shown = $derived(this.items.filter((i) => !this.#answered.has(keyOf(i))));

  /** Reads the list again, unless more than its beginning was read. */
  async refresh(filter: { type?: string; place?: string }): Promise<void> {
    if (this.items.length <= 50) await this.load(filter);
  }

  async load(filter: { type?: string; place?: string }, more = false): Promise<void> {
    this.loading = true;
    const turn = ++this.#turn;
    try {
      const query = { limit: 50, ...filter, ...(more ? { cursor: this.next } : {}) } as { limit: number; type?: 'entry'; place?: string; cursor?: string };
      const page = await ask(api.GET('/review', { params: { query } }));
      if (turn !== this.#turn) return; // a later question is under way
      this.items = more ? [...this.items, ...(page.items ?? [])] : (page.items ?? []);
      this.next = page.next ?? '';
      this.error = null;
    } catch (e) {
      if (turn !== this.#turn) return;
      this.error = e;
    }
    this.loading = false;
  }

  /** The neighbour of a key in the list, itself at the ends. */
  beside(key: string, step: 1 | -1): string {
    const keys = this.shown.map(keyOf);
    const i = keys.indexOf(key);
    return keys[Math.min(Math.max(i + step, 0), keys.length - 1)] ?? '';
  }

  answer(keys: string[]): void {
    for (const k of keys) {
      this.#answered.add(k);
      this.chosen.delete(k);
    }
  }

  takeBack(keys: string[]): void {
    for (const k of keys) this.#answered.delete(k);
  }

  /** The server has taken it: it is gone for good. */
  done(keys: string[]): void {
    this.items = this.items.filter((i) => !keys.includes(keyOf(i)));
    this.takeBack(keys);
  }

  choose(key: string): void {
    if (!this.chosen.delete(key)) this.chosen.add(key);
  }

  chooseAll(): void {
    for (const i of this.shown) if (i.bulk) this.chosen.add(keyOf(i));
  }
}
