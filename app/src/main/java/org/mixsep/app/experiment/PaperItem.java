package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/** A figure or table of the paper that is no more than its data. */
record PaperItem(
    String name, String inPaper, String title, Map<String, String> settings, List<Item.Row> rows)
    implements Item {}
