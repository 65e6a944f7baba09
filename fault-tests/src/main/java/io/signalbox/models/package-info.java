/** The models of the recipes, and what runs TLC on them. Read README.md first. */
@NullMarked
package io.signalbox.models;

import org.jspecify.annotations.NullMarked;
