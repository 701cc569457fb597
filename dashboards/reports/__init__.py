"""Pages of figures by mail, every week or month: what the page says, with its charts as pictures and a workbook."""
