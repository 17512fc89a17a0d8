window.closecallRows = {"columns":
	[["Provider","link"],["Number at the regulator","text"],["Contact","text"]],"facets":
	[["role","Contact",
	[["nominated-individual","Nominated individual"]]]],"rows":
	[[["Ty Gwyn \u0026 Daughters Care","../provider/provider/index.html"],"Not said","Nominated individual",[0]]]};
