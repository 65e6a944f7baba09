package io.signalbox.zookeeper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.signalbox.spi.Participant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Who made a contender, as JSON in the data of its node: {@code {"host":"db-1","pid":4711,"label":"","thread":"main"}}.
 *
 * @param participant the process
 * @param thread the name of the thread
 */
record OwnerData(Participant participant, String thread) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonStringEncoder QUOTES = JsonStringEncoder.getInstance();
    private static final OwnerData UNKNOWN = new OwnerData(new Participant("", 0, ""), "");

    byte[] toBytes() {
        StringBuilder json = new StringBuilder(128);
        quote(json.append("{\"host\":"), participant.host());
        json.append(",\"pid\":").append(participant.pid());
        quote(json.append(",\"label\":"), participant.label());
        quote(json.append(",\"thread\":"), thread);
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        QUOTES.quoteAsString(text, json);
        json.append('"');
    }

    /** Reads what a node says. Other libraries write what they like: then the owner is not known. */
    static OwnerData parse(byte @org.jspecify.annotations.Nullable [] data) {
        if (data == null || data.length == 0 || data[0] != '{') {
            return UNKNOWN;
        }
        try (JsonParser json = JSON.createParser(data)) {
            String host = "";
            String label = "";
            String thread = "";
            long pid = 0;
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "host" -> host = json.getValueAsString("");
                    case "label" -> label = json.getValueAsString("");
                    case "thread" -> thread = json.getValueAsString("");
                    case "pid" -> pid = json.getValueAsLong();
                    default -> {}
                }
                json.skipChildren(); // of a value that is none of ours, or not as we write it
            }
            return new OwnerData(new Participant(host, pid, label), thread);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
