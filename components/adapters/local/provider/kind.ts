/**
 * One kind of local resource. All that Pulumi's create, read, update and delete need follows from these; each can be
 * run again at any moment, also after a run that was killed halfway.
 */
export interface Kind<Inputs, Outputs> {
    /** What makes two resources the same thing; a change of it replaces the resource. */
    identify(inputs: Inputs): string;
    /** Why it can't become so, with what to do instead; undefined where it can. Said at preview. */
    refuses?(before: Inputs, after: Inputs): string | undefined;
    /** Makes it so, whatever is there now. */
    apply(inputs: Inputs, before?: Inputs & Outputs): Promise<Outputs>;
    /** What is really there, in the form of the outputs; `undefined` when it is gone. */
    inspect(state: Inputs & Outputs): Promise<Outputs | undefined>;
    /** Whether what is really there is what the inputs want; without it, that it is there is enough. */
    isRight?(inputs: Inputs, real: Outputs): boolean;
    /** Whether an `apply` that failed may have left something behind, which a destroy then has to take away. */
    readonly leavesTraces?: boolean;
    /** Takes it away; does nothing when it is gone. */
    remove(state: Inputs & Outputs): Promise<void>;
}
