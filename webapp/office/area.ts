// What an area of the office is: a line of the navigation and its screens.
import type { Component } from 'svelte';
import type { IconName } from '../shared/generated/icons.ts';
import type { Params } from '../shared/route.ts';
import type { MessageKey } from '../shared/words.svelte.ts';

export interface Screen {
  pattern: string;
  title: MessageKey;
  load: () => Promise<{ default: Component<{ params: Record<string, string> }> }>;
}

export interface Area { title: MessageKey; icon: IconName; home: string; screens: Screen[] }

type Loaded<P extends string> = { default: Component<{ params: Params<P> }> } | { default: Component<Record<string, never>> };

/**
 * A screen at a pattern ("/so/{id}"), in a chunk of its own. Its component
 * takes `params` with exactly the names of the pattern, or no props. The title
 * stands in the tab until the screen sets its own with announce().
 */
export function screen<P extends string>(pattern: P, title: MessageKey, load: () => Promise<Loaded<P>>): Screen {
  return { pattern, title, load: load as unknown as Screen['load'] };
}

export function area(title: MessageKey, nav: { icon: IconName; home: string }, screens: Screen[]): Area {
  return { title, ...nav, screens };
}
