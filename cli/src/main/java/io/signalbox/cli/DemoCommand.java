package io.signalbox.cli;

import picocli.CommandLine.Command;

/** {@code signalbox demo}. */
@Command(
        name = "demo",
        description = {
            "Plays the classic demos of Python's multiprocessing: worker processes that share a store (threads, if the store"
                    + " is local:). If no URL is configured, a demo starts a ZooKeeper of its own, and removes it afterwards."
        })
final class DemoCommand {}
