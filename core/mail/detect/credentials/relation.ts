// How a word that announces a secret and the value it announces stand to each other.

/** `label` password: X · `below` password:⏎X · `copula` the password is X · `instrument` with the password X · `adjacent` password X · `before` X is the password · `column` under a heading · `setting` set the password to X. */
export type RelationKind =
  | 'label'
  | 'below'
  | 'answer'
  | 'copula'
  | 'instrument'
  | 'adjacent'
  | 'before'
  | 'column'
  | 'setting';

export interface Relation {
  readonly kind: RelationKind;
  /** Meanings of the announcing word. */
  readonly cue: number;
  /** Token where the value begins. */
  readonly value: number;
  /** Tokens between the announcing word and the value. */
  readonly distance: number;
}
