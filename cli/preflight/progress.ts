/** On a terminal one line that is written over, and gone at the end; elsewhere nothing. */
export function progressOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }): {
    readonly on: (done: number, all: number) => void;
    readonly done: () => void;
} {
    const show = (text: string) => {
        if (stream.isTTY === true) stream.write(`\r\u001b[K${text}`);
    };
    return {
        on: (done, all) => {
            show(`reading AWS: ${done} of ${all} checks`);
        },
        done: () => {
            show("");
        },
    };
}
