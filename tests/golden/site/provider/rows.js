window.closecallRows = {"columns":
	[["Provider","link"],["Number at the regulator","text"],["Contact","text"]],"facets":[],"rows":
	[[["Ty Gwyn \u0026 Daughters Care","../provider/provider/index.html"],"Not said","Nominated individual",[]]]};
