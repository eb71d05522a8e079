import type * as pulumi from "@pulumi/pulumi";

/** A config whose texts at some paths, written as those of `laterPaths`, may come from other resources. */
export type WithLater<T, P extends string> = [P] extends [never]
    ? T
    : T extends string
      ? "" extends P
          ? pulumi.Input<T>
          : "*" extends P
            ? pulumi.Input<T>
            : T
      : T extends readonly (infer Item)[]
        ? readonly WithLater<Item, OfItems<P>>[]
        : T extends object
          ? { readonly [K in keyof T]: WithLater<T[K], Below<P, K>> }
          : T;

/** The part of paths that concerns the items of a list. */
type OfItems<P extends string> = P extends "*" ? P : P extends `[]${infer Rest}` ? WithoutDot<Rest> : never;

/** The part of paths that concerns the value at a key of an object. */
type Below<P extends string, K> = P extends "*"
    ? P
    : K extends string
      ? P extends `${K}${infer Rest}`
          ? Rest extends "" | `.${string}` | `[]${string}`
              ? WithoutDot<Rest>
              : never
          : never
      : never;

type WithoutDot<P extends string> = P extends `.${infer Rest}` ? Rest : P;
