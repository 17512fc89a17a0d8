window.closecallRows = {"columns":
	[["Plan template","link"],["Mechanism","text"],["Warning signs","number"],["Triggers","number"],["Owner","text"]],"facets":
	[["role","Owner",
	[["medicines-lead","Medicines lead"]]]],"rows":
	[[["Medicines with a set time","../plan-templates/pt-tc-medicine-timing/index.html"],"Timed medicine nearly late",1,1,"Medicines lead",[0]]]};
