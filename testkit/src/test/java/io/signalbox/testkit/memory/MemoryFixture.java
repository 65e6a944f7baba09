package io.signalbox.testkit.memory;

import io.signalbox.Signalbox;
import io.signalbox.testkit.StoreFixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** The reference store, right or wrong. It can make every fault and count everything. */
final class MemoryFixture implements StoreFixture {

    private static final AtomicInteger WORLDS = new AtomicInteger();

    private final String name = "world-" + WORLDS.incrementAndGet();
    private final Wrong wrong;
    private final World world;
    private final Map<Signalbox, MemoryStore> stores = new HashMap<>();

    MemoryFixture(Wrong wrong) {
        this.wrong = wrong;
        World.create(name, wrong);
        this.world = World.of(name);
    }

    @Override
    public String url() {
        return "mem:" + name;
    }

    @Override
    public String backend() {
        return wrong == Wrong.NOTHING
                ? "mem"
                : "mem that " + wrong.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public Duration sessionTimeout() {
        return Duration.ofMillis(1500);
    }

    @Override
    public Signalbox open(Map<String, String> options) {
        Signalbox box = StoreFixture.super.open(options);
        stores.put(box, world.stores.get(world.stores.size() - 1));
        return box;
    }

    @Override
    public boolean expire(Signalbox box) {
        stores.get(box).expire();
        return true;
    }

    @Override
    public boolean cutOff(Signalbox box) {
        stores.get(box).cutOff();
        return true;
    }

    @Override
    public void reconnect(Signalbox box) {
        stores.get(box).reconnect();
    }

    @Override
    public boolean loseNextReply(Signalbox box) {
        stores.get(box).loseNextReply();
        return true;
    }

    @Override
    public boolean stopStore() {
        world.stop();
        return true;
    }

    @Override
    public void startStore() {
        world.start();
    }

    @Override
    public boolean restartStore() {
        stores.values().forEach(MemoryStore::cutOff);
        world.stop();
        stores.values().forEach(MemoryStore::reconnect);
        world.start();
        return true;
    }

    @Override
    public OptionalInt contenders() {
        return OptionalInt.of(world.contenders());
    }

    @Override
    public OptionalInt watches() {
        return OptionalInt.of(
                world.stores.stream().mapToInt(MemoryStore::watches).sum());
    }

    @Override
    public OptionalInt sessions() {
        return OptionalInt.of(world.sessions());
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.of(world.requests.get());
    }

    @Override
    public void close() {
        World.destroy(name);
    }
}
