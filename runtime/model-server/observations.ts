/** Until the registry counts them. */
const MOST = 1024;

/**
 * Values of a histogram, which its registry is given many at a time: it writes the bound of a bucket as text to find it, which takes in
 * between other work as long as a twentieth of an inference, and in a row a tenth of that.
 */
export class Observations {
    private readonly values = new Float64Array(MOST);
    private count = 0;

    constructor(private readonly registered: { observe(value: number): void }) {}

    add(value: number): void {
        this.values[this.count++] = value;
        if (this.count === MOST) this.flush();
    }

    /** Before the histogram is read. */
    flush(): void {
        for (let i = 0; i < this.count; i++) this.registered.observe(this.values[i]!);
        this.count = 0;
    }
}
