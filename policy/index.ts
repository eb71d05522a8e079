/**
 * The policy pack as a library: its policies for a pack of your own, and its findings about resources that you have.
 *
 * @module
 */
export type { Level, PackConfig } from "./config";
export type { Exception } from "./exceptions";
export type { Coverage } from "./coverage";
export type { Judgement, Violation } from "./judge";
export { policies } from "./policies";
export { rules } from "./rules";
export type { Control, Rule } from "./rules/rule";
export { judgeState } from "./state";
