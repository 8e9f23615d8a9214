/** What an area wants somebody to read, before it has a form. */
export interface Mail {
  /** Names the mail in the log, such as `reset-password`. */
  kind: string;
  to: string;
  subject: string;
  /** Plain text, a paragraph each; anything in it may have been typed by somebody. */
  paragraphs: readonly string[];
  /** Where the mail leads. */
  link: { label: string; url: string };
  /** Small print, such as what to do when one did not ask for the mail. */
  note: string;
}
