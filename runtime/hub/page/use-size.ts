import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export interface Size {
    readonly width: number;
    readonly height: number;
}

/** The size of an element in whole pixels, as it changes; 0 before it is known. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
    const [size, setSize] = useState<Size>({ width: 0, height: 0 });
    useLayoutEffect(() => {
        const measured = element.current!;
        const measure = () => {
            const { clientWidth: width, clientHeight: height } = measured;
            setSize(before => (before.width === width && before.height === height ? before : { width, height }));
        };
        measure();
        const observer = new ResizeObserver(measure);
        observer.observe(measured);
        return () => {
            observer.disconnect();
        };
    }, [element]);
    return size;
}
