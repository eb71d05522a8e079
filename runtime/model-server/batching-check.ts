import { listed } from "../refusal";
import { datatypeOf, type Elements } from "./datatypes";
import { joined, split, UnlikeRows, type Tensors } from "./rows";
import { ModelRefusal, type Session, type Tensor, type ValueInfo } from "./session";

const REMEDY =
    "leave `batching` of the model out, or export the model with an open batch dimension first and rows that do not mix";
/** Rows of each of the two requests: with one, a model that picks rows by number could not show that it mixes them. */
const ROWS = 2;
/** Kernels for many rows may round otherwise than those for a few. */
const TOLERANCE = 1e-3;

/** Whether requests of a model can be computed together; `unknown` where it can't compute with made up values. */
export type Checked = "independent" | "unknown";

/**
 * Throws where a model's tensors are no rows, or where rows of one request change the answer of another: with such a model a caller could
 * get values of another one. The second is found with two made up requests, each computed alone and both together.
 */
export async function checkRows(session: Session): Promise<Checked> {
    const fixed = [...session.inputs, ...session.outputs].filter(({ shape }) => shape[0] !== -1);
    if (fixed.length > 0) {
        throw new Error(
            `batching needs a model with a first dimension of any size (-1) in all inputs and outputs, which ` +
                `${listed(fixed.map(({ name }) => name))} lack; ${REMEDY}`,
        );
    }
    const requests = [1, 2].map(seed => madeUp(session.inputs, seed));
    const outputs = session.outputs.map(({ name }) => name);
    try {
        const alone: Tensors[] = [];
        for (const feeds of requests) alone.push(await session.run(feeds, outputs));
        const together = split(await session.run(joined(requests), outputs), [ROWS, ROWS]);
        const unlike = outputs.filter(name => alone.some((one, i) => !isLike(one[name]!, together[i]![name]!)));
        if (unlike.length > 0) throw new Mixed(unlike);
        return "independent";
    } catch (error) {
        if (error instanceof ModelRefusal) return "unknown";
        throw error instanceof UnlikeRows ? new Mixed(outputs) : error;
    }
}

class Mixed extends Error {
    constructor(outputs: readonly string[]) {
        super(
            `batching would change answers: of two requests that are computed together, ${listed(outputs)} differ from what each gets ` +
                `alone; ${REMEDY}`,
        );
    }
}

function madeUp(inputs: readonly ValueInfo[], seed: number): Tensors {
    return Object.fromEntries(
        inputs.map(({ name, type = "", shape }): [string, Tensor] => {
            const dims = [ROWS, ...shape.slice(1).map(size => (size === -1 ? 1 : size))];
            const length = dims.reduce((product, size) => product * size, 1);
            return [name, { type, shape: dims, elements: madeUpElements(type, length, seed) }];
        }),
    );
}

/** Whole numbers are 0 and 1, which are rows that both requests have, whatever they number. */
function madeUpElements(type: string, length: number, seed: number): Elements {
    const datatype = datatypeOf(type)!;
    const { name } = datatype;
    const value = (i: number): unknown => {
        if (name === "BOOL") return i % 2 === 1;
        if (name === "BYTES") return `${seed}-${i}`;
        return name.startsWith("FP") ? ((i * 7 + seed * 3) % 11) / 11 : i % 2;
    };
    return datatype.decode(Array.from({ length }, (_, i) => value(i))) as Elements;
}

function isLike(one: Tensor, other: Tensor): boolean {
    const { elements } = one;
    if (one.shape.join() !== other.shape.join() || elements.length !== other.elements.length) return false;
    const isFloat = one.type.startsWith("float") && one.type !== "float16";
    return Array.from(elements as ArrayLike<unknown>).every((value, i) => {
        const also = other.elements[i];
        if (Object.is(value, also)) return true;
        const [a, b] = [Number(value), Number(also)];
        if (one.type === "float16") return Math.abs(a - b) <= 2;
        return isFloat && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
    });
}
