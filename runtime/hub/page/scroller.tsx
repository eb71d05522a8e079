import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
    /** What lies in it, for those who come to it by keyboard. */
    readonly label: string;
    readonly children: ComponentChildren;
}

/** Holds what may be wider than the screen. Where it is, it can be scrolled by keyboard too, and has a name. */
export function Scroller({ label, children }: Props) {
    const box = useRef<HTMLDivElement>(null);
    const [isScrolled, setScrolled] = useState(false);
    useEffect(() => {
        const measured = box.current!;
        const look = () => {
            // Parts of a pixel count: a browser scrolls by them too, and `scrollWidth` is rounded.
            const [own, inner] = [measured, measured.firstElementChild!].map(one => one.getBoundingClientRect());
            setScrolled(inner!.width > own!.width || measured.scrollHeight > measured.clientHeight);
        };
        const observer = new ResizeObserver(look);
        for (const one of [measured, ...measured.children]) observer.observe(one);
        return () => {
            observer.disconnect();
        };
    }, []);
    const named = isScrolled ? ({ role: "region", "aria-label": label, tabIndex: 0 } as const) : {};
    return (
        <div class="scroller" ref={box} {...named}>
            {children}
        </div>
    );
}
