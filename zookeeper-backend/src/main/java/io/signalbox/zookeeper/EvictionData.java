package io.signalbox.zookeeper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.signalbox.ContenderView;
import io.signalbox.Eviction;
import io.signalbox.Resource;
import io.signalbox.spi.Participant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The record of an eviction, as JSON in the data of a node: one flat object of texts and numbers. */
final class EvictionData {

    private static final JsonFactory JSON = new JsonFactory();

    private EvictionData() {}

    static byte[] format(Eviction eviction) {
        ContenderView holder = eviction.holder();
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("at", eviction.at().toEpochMilli());
            json.writeStringField("by-host", eviction.by().host());
            json.writeNumberField("by-pid", eviction.by().pid());
            json.writeStringField("by-label", eviction.by().label());
            json.writeStringField("host", holder.owner().host());
            json.writeNumberField("pid", holder.owner().pid());
            json.writeStringField("label", holder.owner().label());
            json.writeStringField("thread", holder.thread());
            json.writeNumberField("since", holder.since().toEpochMilli());
            json.writeNumberField("permits", holder.permits());
            json.writeNumberField("token", holder.token());
            json.writeStringField("id", holder.id());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array never fails
        }
        return out.toByteArray();
    }

    /**
     * Reads a record.
     *
     * @return empty if there is none, as in a node on the way to a longer name, or if it is not ours
     */
    static Optional<Eviction> parse(Resource resource, byte @org.jspecify.annotations.Nullable [] data) {
        if (data == null || data.length == 0 || data[0] != '{') {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        try (JsonParser json = JSON.createParser(data)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                if (json.nextToken().isNumeric()) {
                    numbers.put(field, json.getLongValue());
                } else {
                    texts.put(field, json.getValueAsString(""));
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new Eviction(
                resource,
                new ContenderView(
                        participant("", texts, numbers),
                        texts.getOrDefault("thread", ""),
                        Instant.ofEpochMilli(numbers.getOrDefault("since", 0L)),
                        numbers.getOrDefault("permits", 0L).intValue(),
                        numbers.getOrDefault("token", 0L),
                        texts.getOrDefault("id", "")),
                participant("by-", texts, numbers),
                Instant.ofEpochMilli(numbers.getOrDefault("at", 0L))));
    }

    private static Participant participant(String prefix, Map<String, String> texts, Map<String, Long> numbers) {
        return new Participant(
                texts.getOrDefault(prefix + "host", ""),
                numbers.getOrDefault(prefix + "pid", 0L),
                texts.getOrDefault(prefix + "label", ""));
    }
}
