import { useEffect, useRef, useState } from "preact/hooks";

import type { Heard } from "./live/hear";
import { Moment } from "./moment";
import { chooseTheme, chosenTheme, type Theme, themes } from "./theme-choice";
import { type Level, verdictOn } from "./verdict";

/** Each level has a sign of another form: a tick, a triangle, a cross. */
const signs: Readonly<Record<Level, string>> = {
    well: "M-6 0.5L-2 4.5L6 -4.5",
    impaired: "M0 -6L6.5 5.5H-6.5ZM0 -1.5V1.5M0 3.4V3.6",
    failing: "M-5 -5L5 5M5 -5L-5 5",
};

export function Header({ heard: { state, isLive, isRefused } }: { readonly heard: Heard }) {
    const top = useRef<HTMLElement>(null);
    useEffect(() => {
        const measured = top.current!;
        // What stays on top below it, and what is scrolled to, has to know.
        const observer = new ResizeObserver(() => {
            document.documentElement.style.setProperty("--top", `${measured.offsetHeight}px`);
        });
        observer.observe(measured);
        return () => {
            observer.disconnect();
        };
    }, []);
    const verdict = state === undefined ? undefined : verdictOn(state);
    return (
        <header class="top" ref={top}>
            <div class="bar">
                <div class="identity">
                    <h1>{state?.service ?? "Meridian"}</h1>
                    {verdict !== undefined && (
                        <p class={`verdict ${verdict.level}`}>
                            <svg viewBox="-8 -8 16 16" width="18" height="18" aria-hidden="true">
                                <path d={signs[verdict.level]} />
                            </svg>
                            <span>
                                {verdict.sentences.map((sentence, i) => (
                                    <span key={sentence} class={i === 0 ? "headline" : "further"}>
                                        {i > 0 && <span aria-hidden="true"> · </span>}
                                        {sentence}
                                        <span class="unseen">. </span>
                                    </span>
                                ))}
                            </span>
                        </p>
                    )}
                </div>
                <div class="controls">
                    {state !== undefined && (
                        <p class="updated">
                            <span class={isLive ? "pulse live" : "pulse"} aria-hidden="true" />
                            {isLive ? "Live" : "Not live"}, <Moment at={state.time} as="clock" />
                        </p>
                    )}
                    <ThemeChoice />
                </div>
            </div>
            {state !== undefined && !isLive && (
                <p class="not-live">
                    <strong>Not live.</strong> The hub has told nothing new since <Moment at={state.time} />, from when
                    all this is. {isRefused ? <Refused /> : "Trying again."}
                </p>
            )}
        </header>
    );
}

/** As after a night: a restarted hub has no sessions. */
export function Refused() {
    return (
        <>
            The hub no longer knows this browser: open it again by <code>npx meridian hub</code>.
        </>
    );
}

function ThemeChoice() {
    const [theme, setTheme] = useState(chosenTheme);
    return (
        <label class="choice">
            <span>Theme</span>
            <select
                value={theme}
                onChange={({ currentTarget }) => {
                    const chosen = currentTarget.value as Theme;
                    setTheme(chosen);
                    chooseTheme(chosen);
                }}
            >
                {themes.map(name => (
                    <option key={name} value={name}>
                        {name}
                    </option>
                ))}
            </select>
        </label>
    );
}
