package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A bill of materials, as the build writes it. */
record Bill(List<Component> components, Map<String, Set<String>> needs) {

    /** @param reference what stands for it in {@link #needs} */
    record Component(
            String reference, String group, String name, String version, List<String> licences, String sha256) {

        boolean isOurs() {
            return group.equals("io.signalbox");
        }

        @Override
        public String toString() {
            return group + ":" + name + " " + version;
        }
    }

    static Bill read(Path file) throws Exception {
        assertThat(file).as("made by a build that is not offline").exists();
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        Element list = children(document.getDocumentElement(), "components").get(0);
        Map<String, Set<String>> needs = new HashMap<>();
        for (Element outer : children(document.getDocumentElement(), "dependencies")) {
            for (Element from : children(outer, "dependency")) {
                Set<String> targets = needs.computeIfAbsent(from.getAttribute("ref"), none -> new HashSet<>());
                children(from, "dependency").forEach(to -> targets.add(to.getAttribute("ref")));
            }
        }
        return new Bill(
                children(list, "component").stream().map(Bill::component).toList(), needs);
    }

    /** Those of others. */
    List<Component> foreign() {
        return components.stream().filter(component -> !component.isOurs()).toList();
    }

    private static Component component(Element element) {
        List<String> licences = new ArrayList<>();
        for (Element outer : children(element, "licenses")) {
            children(outer, "license").forEach(one -> licences.add(text(one, "id") + text(one, "name")));
            children(outer, "expression").forEach(one -> licences.add(one.getTextContent()));
        }
        String sha256 = children(element, "hashes").stream()
                .flatMap(outer -> children(outer, "hash").stream())
                .filter(hash -> hash.getAttribute("alg").equals("SHA-256"))
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
        return new Component(
                element.getAttribute("bom-ref"),
                text(element, "group"),
                text(element, "name"),
                text(element, "version"),
                licences,
                sha256);
    }

    private static String text(Element element, String name) {
        return children(element, name).stream()
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static List<Element> children(Element element, String name) {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(child -> child.getTagName().equals(name))
                .toList();
    }
}
