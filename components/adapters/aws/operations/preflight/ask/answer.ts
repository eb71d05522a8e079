import type { Answer } from "../row";

/** Errors by which services of AWS refuse an identity (docs.aws.amazon.com/…/CommonErrors.html of each service). */
const refusals = /^(AccessDenied\w*|UnauthorizedOperation|NotAuthorized\w*|Client\.UnauthorizedOperation)$/;

/** What a request came to. */
export async function answerOf<T>(request: () => Promise<T>): Promise<Answer<T>> {
    try {
        return { state: "answered", value: await request() };
    } catch (error) {
        return { state: refusals.test(nameOf(error)) ? "denied" : "unanswered", reason: reasonOf(error) };
    }
}

/** The answer; `absent` if the service answers with one of these errors, which mean that the thing does not exist. */
export async function orAbsent<T, A>(request: () => Promise<T>, names: readonly string[], absent: A): Promise<T | A> {
    try {
        return await request();
    } catch (error) {
        if (names.includes(nameOf(error))) return absent;
        throw error;
    }
}

export const nameOf = (error: unknown) => (error instanceof Error ? error.name : "");

export const reasonOf = (error: unknown) => {
    const text = error instanceof Error ? error.message || error.name : String(error);
    return text.replace(/\s+/g, " ").trim();
};
