import type { RegionStatus } from "../../../components/watch/state";

interface Look {
    readonly word: string;
    /** Drawn around 0 0, in 12 by 12 units; each status has another shape, for those who see colours differently. */
    readonly shape: string;
}

export const looks: Readonly<Record<RegionStatus, Look>> = {
    serving: { word: "serving", shape: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z" },
    withdrawn: { word: "withdrawn", shape: "M0-6L6.2 5H-6.2Z" },
    evacuated: { word: "evacuated", shape: "M0-6.4L6.4 0L0 6.4L-6.4 0Z" },
    drained: { word: "drained", shape: "M-5-5H5V5H-5Z" },
    ill: { word: "unhealthy", shape: "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z" },
    silent: {
        word: "silent",
        shape: "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0ZM-2.4 0a2.4 2.4 0 1 1 4.8 0a2.4 2.4 0 1 1-4.8 0Z",
    },
};

export function StatusShape({ status }: { readonly status: RegionStatus }) {
    return (
        <svg class={`shape ${status}`} viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true">
            <path d={looks[status].shape} fill-rule="evenodd" />
        </svg>
    );
}

export function Status({ status }: { readonly status: RegionStatus }) {
    return (
        <span class={`status ${status}`}>
            <StatusShape status={status} />
            {looks[status].word}
        </span>
    );
}
