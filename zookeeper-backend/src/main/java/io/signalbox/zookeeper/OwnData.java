package io.signalbox.zookeeper;

import io.signalbox.spi.Participant;

/** What the nodes of this process say of it; see {@link OwnerData}. Safe for use by many threads. */
final class OwnData {

    private final Participant self;

    /** That of the thread that asked last, which often asks again: it is on the way of every request for a place. */
    private volatile Note last;

    OwnData(Participant self) {
        this.self = self;
        this.last = new Note(self, "");
    }

    /** Not to be written to. */
    byte[] of(String thread) {
        Note note = last;
        if (!note.thread.equals(thread)) {
            note = new Note(self, thread);
            last = note;
        }
        return note.data;
    }

    /** The data for one thread. Immutable. */
    private static final class Note {
        private final String thread;
        private final byte[] data;

        Note(Participant self, String thread) {
            this.thread = thread;
            this.data = new OwnerData(self, thread).toBytes();
        }
    }
}
