export type ChangeId = string;
