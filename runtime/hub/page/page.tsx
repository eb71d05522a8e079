import { useEffect, useState } from "preact/hooks";

import { Header, Refused } from "./header";
import { Announcer } from "./live/announcer";
import { hear, nothingHeard } from "./live/hear";
import { ServiceView } from "./service-view";
import { Shown } from "./shown";
import { verdictOn } from "./verdict";

/** The state of a service as it is now. */
export function Page() {
    const [heard, setHeard] = useState(nothingHeard);
    useEffect(() => hear(setHeard), []);
    const { state, isLive, isRefused } = heard;
    useEffect(() => {
        document.title =
            state === undefined ? "Meridian" : titleOf(state.service, isLive, verdictOn(state).sentences[0]);
    }, [state, isLive]);
    return (
        <>
            <a class="skip" href="#content">
                Skip to content
            </a>
            <Header heard={heard} />
            <main id="content" tabIndex={-1}>
                <Shown>
                    {state !== undefined ? (
                        <ServiceView state={state} />
                    ) : (
                        <p class="waiting">{isRefused ? <Refused /> : "Waiting for the hub…"}</p>
                    )}
                </Shown>
            </main>
            <footer>
                <p>
                    Aggregates only: requests, payloads and raw logs stay in their cell.{" "}
                    <a href="/assets/third-party.txt">Notices of libraries</a>
                </p>
            </footer>
            <Announcer heard={heard} />
            <span id="colour-probe" hidden />
        </>
    );
}

function titleOf(service: string, isLive: boolean, headline = ""): string {
    return `${isLive ? "" : "(not live) "}${service}: ${headline}`;
}
