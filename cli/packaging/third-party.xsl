<?xml version="1.0" encoding="UTF-8"?>
<!-- What the bill of materials says of licences, for people. -->
<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:bom="http://cyclonedx.org/schema/bom/1.6" version="1.0">
  <xsl:output encoding="UTF-8" method="text"/>

  <xsl:template match="/bom:bom">
    <xsl:text>The signalbox command contains, besides Signalbox itself (Apache-2.0):&#10;&#10;</xsl:text>
    <xsl:for-each select="bom:components/bom:component[bom:group != 'io.signalbox']">
      <!-- Not as this machine's language sorts. -->
      <xsl:sort lang="en" select="concat(bom:group, ':', bom:name)"/>
      <xsl:value-of select="concat(bom:group, ':', bom:name, ' ', bom:version, ', ')"/>
      <xsl:for-each select="bom:licenses/bom:license/bom:id | bom:licenses/bom:license/bom:name | bom:licenses/bom:expression">
        <xsl:if test="position() > 1"> or </xsl:if>
        <xsl:value-of select="."/>
      </xsl:for-each>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
    <xsl:text>
Inside of these, under other names:

com.google.guava:guava, Apache-2.0, in curator-client
org.jctools:jctools-core, Apache-2.0, in netty-common
FastDoubleParser, MIT, in jackson-core; what it is made of, BSL-1.0, MIT and BSD-2-Clause
Schubfach, MIT, in jackson-core

The licences' texts and the notices are in META-INF of the jar that the command is:
unzip -l signalbox 'META-INF/*LICENSE*' 'META-INF/NOTICE*'
</xsl:text>
  </xsl:template>
</xsl:stylesheet>
