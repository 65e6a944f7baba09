package io.signalbox.zookeeper;

/**
 * The last of our places that was judged: by it we know who stands before the next one.
 *
 * @param czxid when it was made; 0 if nothing may be concluded from it
 * @param number its number
 */
record Succession(long czxid, int number) {
    /*
     * If our last judged place had number n and the new one has n + 1, nobody came in between, and whoever stood before n
     * is in the picture. That holds only within one life of the directory: an empty container is reaped, and its numbers
     * begin at 0 again. A new life that has reached n + 1 has taken at least these transactions since our node n was made:
     * its delete, the delete of the directory, a new create of it, and n + 1 creates. So if the zxids of our two creates
     * are no more than n + 4 apart, no such thing can have happened.
     *
     * This counts one transaction a contender, as all known libraries make them. Several contenders in one multi would
     * break it: whoever batches creates here must give this way up, or ask for a distance of 2.
     *
     * Where the numbers end (see ContenderName) a succession of them proves nothing.
     *
     * It ends with the connection, and with a rest if anybody stood before the place, who is then forgotten.
     */
    static final Succession NONE = new Succession(0, 0);

    boolean isKnown() {
        return czxid != 0;
    }

    /** Whether it is certain that nobody came between this place and the next one, which has that name and birth. */
    boolean isFollowedBy(ContenderName next) {
        return isKnown()
                && next.isNumbered()
                && next.sequence() == number + 1
                && next.birth() > czxid
                && next.birth() - czxid <= Integer.toUnsignedLong(number) + 4;
    }

    /** Another was judged: the later one of the two. In a new session that is always the other. */
    Succession orLater(ContenderName judged) {
        return judged.birth() > czxid ? new Succession(judged.birth(), judged.sequence()) : this;
    }
}
