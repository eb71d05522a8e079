/** Represents a value of another resource in a config, such as an id that is known only after an update. Its form is not checked. */
export const knownLater = "(known after an update)";
