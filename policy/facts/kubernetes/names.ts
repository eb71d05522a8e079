/** Objects are named where they are only: no name has a form of its own, and none states a place. */
export const spellings = (): readonly string[] => [];
export const kindOf = (): undefined => undefined;
export const placeNamed = (): undefined => undefined;

/** Labels, as landing zones set them on namespaces: what lies in a namespace is of its cell if it says no other. */
export const tags = { cell: "metadata.labels.meridian/cell", dataClass: "metadata.labels.meridian/data-class" };
