// What people typed and nobody could read: a number field or a list of choices
// tells it to the browser as the custom validity of its control, with its label.
// Forms that show their faults themselves ask here before they go on.

export interface Fault { field: string; message: string }

const marked = (root: ParentNode | null) => [...(root?.querySelectorAll('input') ?? [])].filter((c) => c.validity.customError);

// Labels of the catalogue begin small.
const sentenceCase = (s: string) => s.charAt(0).toLocaleUpperCase('vi') + s.slice(1);

/** What stands in the fields of a form and would be dropped; field is the id of the control. */
export const unread = (root: ParentNode | null): Fault[] => marked(root).map((c) => ({ field: c.id, message: sentenceCase(c.validationMessage) }));

/** Goes to the first such field; false when there is none. */
export function toUnread(root: ParentNode | null): boolean {
  const first = marked(root)[0];
  first?.focus();
  return first !== undefined;
}
