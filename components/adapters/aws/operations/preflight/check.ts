import { answerOf } from "./ask/answer";
import { type Answer, type Row, rowsOf, type Where } from "./row";
import { notReached } from "./rows/identity";
import type { Session } from "./session";

/** A check that reads an account: what it needs, and the rows of what it reads. */
interface Reading<T> extends Pick<Row, "check" | "needed"> {
    /** What the identity must be allowed. */
    readonly permission: string;
    readonly read: (as: Session) => Promise<T>;
    readonly rows: (value: T, where: Where) => readonly Row[];
}

/** A check of a cell, a region or an account, by the identity that reads it. */
export type Check = (session: Answer<Session>) => Promise<readonly Row[]>;

export function checkOf<T>({ check, needed, permission, read, rows }: Reading<T>, where: Where): Check {
    return async session => {
        if (session.state !== "answered") return [notReached(check, where)];
        const as = session.value;
        const here = { ...where, account: as.account };
        const answer = await answerOf(() => read(as));
        return rowsOf(answer, { check, needed, permission, ...here }, value => rows(value, here));
    };
}
