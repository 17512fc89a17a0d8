window.closecallRows = {"columns":
	[["Policy","link"],["From","day"],["To","text"],["In force?","tags"],["Limits","number"],["Approved by a decision?","text"]],"facets":
	[["standing","In force?",
	[["in-force","In force"]]],["approved","Approved by a decision?",
	[["yes","Yes"]]]],"rows":
	[[["Near miss policy","../policy/main/index.html"],"5 January 2026","No end is set",
	[["good","In force"]],2,"Yes",[0,0]]]};
