/** Lower case, no full stop, and never with a credential in it. */
abstract class Failure extends Error {
    constructor(
        readonly problem: string,
        readonly remedy: string,
        options?: ErrorOptions,
    ) {
        super(`${problem}; ${remedy}`, options);
    }
}

/** The release can't be downloaded: another attempt would fail, too. */
export class Refused extends Failure {}

/** Another attempt may succeed. */
export class Passing extends Failure {
    /** `afterMs`: what the source asks to wait. */
    constructor(
        problem: string,
        remedy: string,
        readonly afterMs = 0,
    ) {
        super(problem, remedy);
    }
}
