/** The stream of one message, which is written when a copy of the tables is whole: its time is that of the newest. No table has such a name. */
export const copiesStream = "meridian_copies";
export const copiesSubject = "meridian_copies.whole";
