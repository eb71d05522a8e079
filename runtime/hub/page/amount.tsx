import { isKnown, type Unknowable } from "./amounts";

/** An amount, or a dash where it is not known. */
export function Amount({ of, as }: { readonly of: Unknowable; readonly as: (value: number) => string }) {
    return isKnown(of) ? <>{as(of)}</> : <NotKnown />;
}

export function NotKnown() {
    return (
        <span class="unknown">
            <span aria-hidden="true">–</span>
            <span class="unseen">not known</span>
        </span>
    );
}
